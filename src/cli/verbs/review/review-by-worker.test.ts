import { describe, expect, it } from 'vitest';
import { command, lines, withFakeServer } from '../../for-tests.ts';

const unit = (worker: string, place: number) => ({
  id: `films.${place}.0`,
  status: 'completed',
  worker,
  data: { title: `Film ${place}` },
  answer: { genre: 'Drama' },
  in_words: [
    { key: 'genre', label: 'Genre', answer: 'Drama', expected: 'Horror', correct: false, others: [] },
    {
      key: 'sure',
      label: 'Sure',
      answer: 'true',
      expected: null,
      correct: null,
      others: [{ answer: 'true', count: 2 }],
    },
    { key: 'mood', label: 'Mood', answer: 'dark', expected: null, correct: null, others: [] },
  ],
  files: [],
  history: [],
});
const work = { ada: [unit('ada', 0), unit('ada', 1), unit('ada', 2)], bob: [unit('bob', 3)] };
const group = (key: string, waiting: number, accepted = 0, rejected = 0) => ({
  ...{ key, waiting, accepted, rejected, soft_rejected: 0 },
});
const every = [...work.ada, ...work.bob];
const routes = {
  'GET /api/queue?task=films&by=worker&limit=1000': { groups: [group('ada', 3, 2, 1), group('bob', 1)] },
  ...Object.fromEntries(
    Object.entries(work).map(([name, units]) => [
      `GET /api/units?task=films&worker=${name}&status=completed&limit=500`,
      { units },
    ]),
  ),
  ...Object.fromEntries(every.map((one) => [`GET /api/units/${one.id}`, one])),
  ...Object.fromEntries(
    every.flatMap(({ id }) =>
      ['accept', 'soft-reject', 'reject'].map((verb) => [`POST /api/units/${id}/${verb}`, { sequence: 12 }]),
    ),
  ),
  'POST /api/verdicts': lines(
    { progress: { done: 1, total: 2 } },
    { verdict: 'v1', reviewed: 2, unchanged: 0, refused: [], follow_refused: [], sequence: 9 },
  ),
  'GET /api/qualifications': {
    qualifications: [
      { id: 'expert-1', name: 'Film expert', retired: false },
      { id: 'sloppy-1', name: 'Sloppy', retired: false },
    ],
  },
  'GET /api/workers/ada?after=0': { qualifications: [] },
  'GET /api/workers/ada?after=12': { qualifications: [{ qualification: 'sloppy-1' }] },
  'GET /api/workers/bob?after=9': { qualifications: [{ qualification: 'sloppy-1' }] },
  'GET /api/workers/bob?after=0': { qualifications: [{ qualification: 'sloppy-1' }] },
};
const review = (typed: string, options: readonly string[] = ['--by-worker']) =>
  withFakeServer(routes, async ({ asked }, dataFolder) => {
    const result = await command(['review', '--task', 'films', ...options], { dataFolder, typed });
    return { ...result, done: asked.filter(({ route }) => !route.startsWith('GET')) };
  });

describe('review worker by worker', () => {
  it('says how the worker was judged before, and decides unit by unit', async () => {
    const { out, done } = await review('a\np thin\nr not a genre\n\nk\n');
    expect(out).toContain('Worker ada (2 accepted, 0 paid but not used, 1 rejected of 3), 3 to review');
    expect(out).toContain('Worker bob (first time), 1 to review');
    expect(out).toContain('Genre: Drama · ✗ wrong; right is Horror\nSure: true · others: true 2\nhistory');
    expect(done).toEqual([
      { route: 'POST /api/units/films.0.0/accept', body: {} },
      { route: 'POST /api/units/films.1.0/soft-reject', body: { note: 'thin' } },
      { route: 'POST /api/units/films.2.0/reject', body: { note: 'not a genre' } },
    ]);
  });

  it('decides with a capital all that is left of the worker, and continues with the next', async () => {
    const { out, done } = await review('a\nP thin\nq\n');
    expect(done).toEqual([
      { route: 'POST /api/units/films.0.0/accept', body: {} },
      { route: 'POST /api/verdicts', body: { task: 'films', worker: 'ada', decision: 'soft_rejected', note: 'thin' } },
    ]);
    expect(out).toContain('2 answers paid, not used.');
    const manyBy = (typed: string) => review(typed).then(({ done }) => done.map(({ route, body }) => [route, body]));
    const all = { task: 'films', worker: 'ada' };
    expect(await manyBy('A\nq\n')).toEqual([['POST /api/verdicts', { ...all, decision: 'accepted' }]]);
    expect(await manyBy('R copies\n\nq\n')).toEqual([
      ['POST /api/verdicts', { ...all, decision: 'rejected', note: 'copies' }],
    ]);
  });

  it('asks after a rejection why, and whether the worker shall get no more work', async () => {
    const { done } = await review('w\nr\nempty\na bot\n');
    expect(done).toEqual([{ route: 'POST /api/units/films.3.0/reject', body: { note: 'empty', block: 'a bot' } }]);
  });

  it('grants a qualification with an acceptance', async () => {
    const { done, out } = await review('v\nfilm expert 5\nq\n');
    expect(done).toEqual([
      {
        route: 'POST /api/units/films.0.0/accept',
        body: { grants: [{ qualification: 'expert-1', value: 5 }] },
      },
    ]);
    expect(out).toContain('Granted "Film expert" to ada with the value 5.');
  });

  const approving = ['--approve-qualification', 'film expert'];
  const blocking = ['--block-qualification', 'Sloppy'];
  const given = (qualification: string) => ({ grants: [{ qualification, value: 1 }] });

  it('offers a qualification once all work of a worker is accepted', async () => {
    const { done, out } = await review('A\ny\nq\n', approving);
    expect(done).toMatchObject([{ route: 'POST /api/verdicts', body: given('expert-1') }]);
    expect(out).toContain('Granted "Film expert" to ada with the value 1.');
    expect((await review('A\n\nq\n', approving)).done).toHaveLength(1);
    expect((await review('a\nq\n', approving)).done).toHaveLength(1);
  });

  it('grants that qualification with v and Enter, and any other by its name', async () => {
    expect((await review('v\n\nq\n', approving)).done.at(-1)?.body).toMatchObject(given('expert-1'));
    expect((await review('v\nsloppy\nq\n', approving)).done.at(-1)?.body).toMatchObject(given('sloppy-1'));
  });

  it('offers a mark for work that is passed, and with a rejection unless the worker is blocked', async () => {
    expect((await review('p thin\ny\nq\n', blocking)).done.at(-1)?.body).toMatchObject(given('sloppy-1'));
    expect((await review('r empty\n\nyes\nq\n', blocking)).done.at(-1)?.body).toMatchObject(given('sloppy-1'));
    const { done } = await review('w\nr empty\na bot\n', blocking);
    expect(done.at(-1)?.body).toEqual({ note: 'empty', block: 'a bot' });
  });

  it('offers nothing that the worker has', async () => {
    expect((await review('p thin\ny\np thin\na\nq\n', blocking)).done.map(({ route }) => route)).toEqual([
      'POST /api/units/films.0.0/soft-reject',
      'POST /api/units/films.1.0/soft-reject',
      'POST /api/units/films.2.0/accept',
    ]);
    expect((await review('w\np thin\n', blocking)).done).toHaveLength(1);
  });

  it('decides nothing when there is no such qualification', async () => {
    const { code, err, done } = await review('a\nq\n', ['--approve-qualification', 'expret']);
    expect([code, done]).toEqual([1, []]);
    expect(err).toContain('(qualification/unknown)');
  });

  it.each(['R\n', 'p\n', 'r empty\n', 'v\n', 'r empty\n\n', 'P\n'])(
    'decides nothing where the input ends at a question: %j',
    async (typed) => {
      const options = ['--by-worker', '--block-qualification', 'Sloppy'];
      const { done, code, err } = await review(typed, options);
      expect([done, code, err.includes('(input/ended)')]).toEqual([[], 1, true]);
    },
  );

  it('does nothing on a word it does not know', async () => {
    const { done, err } = await review('accept them all\nq\n');
    expect(done).toEqual([]);
    expect(err).toContain('Type one of the letters');
  });
});
