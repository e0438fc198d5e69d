import { describe, expect, it } from 'vitest';
import { command, lines, withFakeHouse } from './for-tests.ts';

const unit = (worker: string, place: number) => ({
  id: `films.${place}.0`,
  status: 'completed',
  worker,
  data: { title: `Film ${place}` },
  answer: { genre: 'Drama' },
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
    every.flatMap(({ id }) => ['accept', 'soft-reject', 'reject'].map((verb) => [`POST /api/units/${id}/${verb}`, {}])),
  ),
  'POST /api/review': lines({ progress: { done: 1, total: 2 } }, { reviewed: 2, refused: [], sequence: 9 }),
  'POST /api/workers/bob/ban': { sequence: 10 },
  'GET /api/qualifications': { qualifications: [{ id: 'expert-1', name: 'Film expert', retired: false }] },
  'PUT /api/workers/ada/qualifications/expert-1': { sequence: 11 },
};
const review = (typed: string) =>
  withFakeHouse(routes, async ({ asked }, dataFolder) => {
    const said = await command(['review', '--by-worker', '--task', 'films'], { dataFolder, typed });
    return { ...said, done: asked.filter(({ route }) => !route.startsWith('GET')) };
  });

describe('review worker by worker', () => {
  it('says how the worker was judged before, and decides unit by unit', async () => {
    const { out, done } = await review('a\np\nr not a genre\n\nk\n');
    expect(out).toContain('Worker ada (2 accepted, 0 passed, 1 rejected of 3), 3 waiting');
    expect(out).toContain('Worker bob (first time), 1 waiting');
    expect(done).toEqual([
      { route: 'POST /api/units/films.0.0/accept', body: {} },
      { route: 'POST /api/units/films.1.0/soft-reject', body: {} },
      { route: 'POST /api/units/films.2.0/reject', body: { note: 'not a genre' } },
    ]);
  });

  it('decides with a capital all that is left of the worker, and goes on with the next', async () => {
    const { out, done } = await review('a\nP\nq\n');
    expect(done).toEqual([
      { route: 'POST /api/units/films.0.0/accept', body: {} },
      { route: 'POST /api/review', body: { task: 'films', worker: 'ada', decision: 'soft_rejected' } },
    ]);
    expect(out).toContain('2 units are soft_rejected.');
  });

  it('asks after a rejection why, and whether the worker shall get no more work', async () => {
    const { done } = await review('w\nr\nempty\na bot\n');
    expect(done).toEqual([
      { route: 'POST /api/units/films.3.0/reject', body: { note: 'empty' } },
      { route: 'POST /api/workers/bob/ban', body: { reason: 'a bot', unit: 'films.3.0' } },
    ]);
  });

  it('grants a qualification with an acceptance', async () => {
    const { done, out } = await review('v\nfilm expert 5\nq\n');
    expect(done).toEqual([
      { route: 'POST /api/units/films.0.0/accept', body: {} },
      { route: 'PUT /api/workers/ada/qualifications/expert-1', body: { value: 5, unit: 'films.0.0' } },
    ]);
    expect(out).toContain('ada has film expert with the value 5.');
  });

  it('does nothing on a word it does not know', async () => {
    const { done, err } = await review('accept them all\nq\n');
    expect(done).toEqual([]);
    expect(err).toContain('Type one of the letters');
  });
});
