import { describe, expect, it } from 'vitest';
import { command, lines, refuseWith, withFakeServer } from '../../for-tests.ts';
import { amount } from '../../terminal/arguments.ts';

const unit = (place: number, over = {}) => ({
  id: `films.${place}.0`,
  run: 'films',
  status: 'completed',
  worker: `w${place}`,
  submitted_at: '2026-03-01T09:00:00.000Z',
  note: null,
  data: { title: `Film ${place}` },
  answer: { genre: 'Drama\x1b[2J' },
  in_words: [],
  files: [],
  history: [{ at: '2026-03-01T09:00:00.000Z', what: 'submitted', agent: 'a1', worker: `w${place}` }],
  ...over,
});
const units = [unit(0), unit(1, { second_opinion: 'reviewer:anna' }), unit(2), unit(3)];
const listed = { 'GET /api/units?status=completed&limit=500': { units, sequence: 9 } };
const looked = Object.fromEntries(units.map((one) => [`GET /api/units/${one.id}`, one]));
const decided = Object.fromEntries(
  units.flatMap(({ id }) =>
    ['accept', 'soft-reject', 'reject'].map((verb) => [`POST /api/units/${id}/${verb}`, { sequence: 10 }]),
  ),
);
const routes = { ...listed, ...looked, ...decided };
const posted = (asked: { route: string; body: unknown }[]) => asked.filter(({ route }) => route.startsWith('POST'));

describe('review in turn', () => {
  it('takes its answers from a pipe, one a line, and stops where they end', () =>
    withFakeServer(routes, async ({ asked }, dataFolder) => {
      const typed = 'a\nn too short\nr\nS thin\n';
      const { code, out, err } = await command(['review'], { dataFolder, typed });
      expect(code).toBe(0);
      expect(posted(asked)).toEqual([
        { route: 'POST /api/units/films.0.0/accept', body: {} },
        { route: 'POST /api/units/films.1.0/reject', body: { note: 'too short' } },
        { route: 'POST /api/units/films.2.0/soft-reject', body: { note: 'thin' } },
      ]);
      expect(out).toContain('"title": "Film 3"');
      expect(err).toContain('Reviewed 3 units.');
    }));

  it('takes a note from the next line or behind the verdict, skips, and quits', () =>
    withFakeServer(routes, async ({ asked }, dataFolder) => {
      await command(['review'], { dataFolder, typed: 'note\nby hand\naccept\nk\nreject all Drama\nq\n' });
      expect(posted(asked)).toEqual([
        { route: 'POST /api/units/films.0.0/accept', body: { note: 'by hand' } },
        { route: 'POST /api/units/films.2.0/reject', body: { note: 'all Drama' } },
      ]);
    }));

  it.each(['r', 's'])('asks why with %s, and decides nothing where the input ends or nothing is said', (key) =>
    withFakeServer(routes, async ({ asked }, dataFolder) => {
      const ended = await command(['review'], { dataFolder, typed: `a\n${key}\n` });
      expect(posted(asked).map(({ route }) => route)).toEqual(['POST /api/units/films.0.0/accept']);
      expect([ended.code, ended.err.includes('(input/ended)')]).toEqual([1, true]);
      const silent = await command(['review'], { dataFolder, typed: `${key}\n\nq\n` });
      expect(posted(asked)).toHaveLength(1);
      expect(silent.err).toContain('This needs a reason, so nothing was decided.');
      await command(['review'], { dataFolder, typed: `${key}\n all Drama \nq\n` });
      expect(posted(asked).at(-1)?.body).toEqual({ note: 'all Drama' });
    }),
  );

  it('decides nothing on a word it does not know', () =>
    withFakeServer(routes, async ({ asked }, dataFolder) => {
      const { err } = await command(['review'], { dataFolder, typed: 'yes\n\nconstructor\n' });
      expect(posted(asked)).toEqual([]);
      expect(err).toContain('Type one of the letters');
    }));

  it('shows the answer without letting it act on the terminal', () =>
    withFakeServer(routes, async (_, dataFolder) => {
      const { out } = await command(['review'], { dataFolder, typed: 'q\n' });
      expect(out).toContain('"genre": "Drama\\u001b[2J"');
    }));

  it('goes past a unit that someone else decided meanwhile', () => {
    const late = { ...routes, 'POST /api/units/films.0.0/accept': refuseWith('unit/not-submitted', 'It is rejected.') };
    const meanwhile = { ...late, 'GET /api/units/films.1.0': unit(1, { status: 'accepted' }) };
    return withFakeServer(meanwhile, async ({ asked }, dataFolder) => {
      const { code, err } = await command(['review'], { dataFolder, typed: 'a\na\n' });
      expect(posted(asked).map(({ route }) => route)).toEqual([
        'POST /api/units/films.0.0/accept',
        'POST /api/units/films.2.0/accept',
      ]);
      expect(err).toContain('It is rejected. (unit/not-submitted)');
      expect(code).toBe(1);
    });
  });

  it('goes through all pages', () => {
    const paged = {
      ...routes,
      'GET /api/units?run=films&status=completed&limit=500': { units: units.slice(0, 2), cursor: '2' },
      'GET /api/units?run=films&status=completed&limit=500&cursor=2': { units: units.slice(2) },
    };
    return withFakeServer(paged, async ({ asked }, dataFolder) => {
      await command(['review', '--run', 'films'], { dataFolder, typed: 'a\na\na\na\n' });
      expect(posted(asked)).toHaveLength(4);
    });
  });

  it('says so when there is nothing to review', () =>
    withFakeServer({ 'GET /api/units?status=completed&limit=500': { units: [] } }, async (_, dataFolder) => {
      expect((await command(['review'], { dataFolder })).err).toBe('Nothing to review.\n');
    }));
});

describe('review by id', () => {
  it('decides a unit, with the note', () =>
    withFakeServer(routes, async ({ asked }, dataFolder) => {
      const { out } = await command(['review', 'reject', 'films.0.0', '--note', 'empty'], { dataFolder });
      expect(asked.map(({ body }) => body)).toEqual([{ note: 'empty' }]);
      expect(out).toBe('films.0.0 is rejected.\n');
    }));

  it('decides several by one verdict, reports what is refused, and fails at the end', () => {
    const refused = [{ unit: 'films.0.0', code: 'unit/not-submitted', message: 'It is open.' }];
    const many = { verdict: 'v1', reviewed: 1, unchanged: 0, refused, follow_refused: [], sequence: 10 };
    const served = { ...routes, 'POST /api/verdicts': lines({ progress: { done: 1, total: 2 } }, many) };
    return withFakeServer(served, async ({ asked }, dataFolder) => {
      const words = ['review', 'accept', 'films.0.0', 'films.1.0', '--bonus', '0.20'];
      const { code, out } = await command([...words, '--json'], { dataFolder });
      expect(code).toBe(1);
      expect(asked.map(({ body }) => body)).toEqual([
        { decision: 'accepted', units: ['films.0.0', 'films.1.0'], bonus_cents: 20 },
      ]);
      const replies = out.trim().split('\n');
      expect(replies.map((line) => JSON.parse(line))).toEqual([
        { unit: 'films.0.0', error: { code: 'unit/not-submitted', message: 'It is open.' } },
        { unit: 'films.1.0', verdict: 'v1', sequence: 10 },
      ]);
      const { err } = await command(words, { dataFolder });
      expect(err).toContain('review undo v1');
    });
  });

  it('undoes a verdict whole', () => {
    const bonuses = [
      { unit: 'films.0.0', bonus: 'b1', cents: 150, currency: 'USD', state: 'paid' },
      { unit: 'films.1.0', bonus: 'b2', cents: 50, currency: 'USD', state: 'intended' },
    ];
    const undone = {
      verdict: 'v1',
      undone: 2,
      refused: [],
      bonuses,
      paid: [{ answers: 2, cents: 50, currency: 'EUR' }],
      kept: [{ worker: 'ada', what: 'block' }],
      sequence: 12,
    };
    const served = { ...routes, 'POST /api/verdicts/v1/undo': lines({ progress: { done: 1, total: 2 } }, undone) };
    return withFakeServer(served, async (_, dataFolder) => {
      const { out, err } = await command(['review', 'undo', 'v1', '--note', 'A mistake.'], { dataFolder });
      expect(out).toBe('Undone: 2 decisions.\n');
      expect(err).toContain('0.50 EUR was paid already for 2 answers, and stays recorded as paid.');
      expect(err).toContain('films.0.0 still has a bonus of 1.50 USD, which is paid');
      expect(err).toContain('films.1.0 still has a bonus of 0.50 USD, which is still promised');
      expect(err).toContain(
        'Not undone for ada: the block was changed after this verdict and keeps its current value.',
      );
    });
  });
});

describe('what goes with a decision', () => {
  const more = {
    ...routes,
    'POST /api/units/films.0.0/undo': {
      ...{ sequence: 11, bonuses: [], paid: [{ answers: 1, cents: 25, currency: 'EUR' }] },
    },
    'POST /api/units/films.0.0/second-opinion': { sequence: 12 },
    'POST /api/units/films.0.0/bonus': { sequence: 13, bonus: 'b1', currency: 'USD' },
  };
  const review = (...words: string[]) =>
    withFakeServer(more, async ({ asked }, dataFolder) => ({
      ...(await command(['review', ...words], { dataFolder })),
      asked,
    }));

  it('may be a message to the worker and a bonus', async () => {
    const { asked } = await review('accept', 'films.0.0', '--message', 'Thank you.', '--bonus', '1.50');
    expect(asked[0]?.body).toEqual({ message: 'Thank you.', bonus_cents: 150 });
  });

  it('says when it is undone what was paid already', async () => {
    const { out, err } = await review('undo', 'films.0.0');
    expect(out).toBe('films.0.0 is to be reviewed again.\n');
    expect(err).toContain('0.25 EUR was paid already for 1 answer, and stays recorded as paid.');
    const { out: json } = await review('undo', 'films.0.0', '--json');
    expect(JSON.parse(json)).toMatchObject({ paid: [{ answers: 1, cents: 25, currency: 'EUR' }], bonuses: [] });
  });

  it('is undone, left to another reviewer, or rewarded later', async () => {
    expect((await review('undo', 'films.0.0', '--note', 'wrong unit')).out).toBe(
      'films.0.0 is to be reviewed again.\n',
    );
    expect((await review('second-opinion', 'films.0.0')).out).toBe('films.0.0 is waiting for a second opinion.\n');
    const { asked, out } = await review('bonus', 'films.0.0', '0.5', '--reason', 'Thorough.');
    expect(asked[0]?.body).toEqual({ cents: 50, reason: 'Thorough.' });
    expect(out).toBe('Granted a bonus of 0.50 USD for films.0.0 (b1).\n');
  });
});

describe('amounts', () => {
  it.each(['1.505', '-1', '0', 'ten', '100001', '1e3', '1,000.00'])('%s is refused in a sentence', (typed) =>
    withFakeServer(routes, async ({ asked }, dataFolder) => {
      for (const words of [
        ['accept', 'films.0.0', `--bonus=${typed}`],
        ['bonus', 'films.0.0', '--', typed],
      ]) {
        expect((await command(['review', ...words], { dataFolder })).code).toBe(2);
        expect(asked).toEqual([]);
      }
      expect(() => amount(typed)).toThrow(/^Enter an amount such as 0\.50|^A bonus (must be more|can be at most)/);
    }),
  );
});

describe('what is said on purpose', () => {
  const more = {
    ...routes,
    'POST /api/units/films.0.0/bonus': { sequence: 13, bonus: 'b2', currency: 'USD' },
    'POST /api/bonuses/b2/withdraw': { sequence: 14 },
    'POST /api/items/films.0/adjudicate': { sequence: 15 },
  };
  const review = (...words: string[]) =>
    withFakeServer(more, async ({ asked }, dataFolder) => ({
      ...(await command(['review', ...words], { dataFolder })),
      asked,
    }));

  it('is another bonus beside the one there is', async () => {
    expect((await review('bonus', 'films.0.0', '1.50', '--another')).asked[0]?.body).toEqual({
      cents: 150,
      another: true,
    });
    const { asked } = await review('accept', 'films.0.0', '--bonus', '1.50', '--another');
    expect(asked[0]?.body).toEqual({ bonus_cents: 150, another: true });
  });

  it('is that a bonus is withdrawn', async () => {
    const { asked, out } = await review('withdraw-bonus', 'b2', '--note', 'A slip.');
    expect([asked[0]?.body, out]).toEqual([{ note: 'A slip.' }, 'The bonus b2 is withdrawn.\n']);
  });

  it('is another final answer in the place of the one there is', async () => {
    const { asked, out } = await review('adjudicate', 'films.0', '{"genre":"Drama"}', '--over');
    expect(asked[0]?.body).toEqual({ answer: { genre: 'Drama' }, over: true });
    expect(out).toBe('The final answer to films.0 is recorded.\n');
    expect(await review('adjudicate', 'films.0', 'Drama')).toMatchObject({ code: 2, asked: [] });
  });
});

describe('review list', () => {
  const rejected = { 'GET /api/units?status=rejected&limit=500': { units: [] } };
  const withPastes = { 'GET /api/units?status=completed&pasted=true&limit=500': { units: [unit(1)] } };
  const wrong = { 'GET /api/units?status=completed&judged=wrong&limit=500': { units: [unit(1)] } };

  it('shows the units to review, or of any other status', () =>
    withFakeServer({ ...routes, ...rejected, ...withPastes, ...wrong }, async (_, dataFolder) => {
      const { out } = await command(['review', 'list'], { dataFolder });
      expect(out.split('\n')[1]).toBe('films.0.0  To review  w0      2026-03-01 09:00');
      expect(out.split('\n')[2]).toBe('films.1.0  To review  w1      2026-03-01 09:00  requested by anna');
      expect((await command(['review', 'list', '--status', 'rejected'], { dataFolder })).err).toBe(
        'Nothing matches.\n',
      );
      expect(JSON.parse((await command(['review', 'list', '--json'], { dataFolder })).out)).toEqual(units);
      const pasted = await command(['review', 'list', '--pasted'], { dataFolder });
      expect([pasted.out.includes('films.1.0'), pasted.out.includes('films.0.0')]).toEqual([true, false]);
      const judged = await command(['review', 'list', '--judged', 'wrong'], { dataFolder });
      expect([judged.out.includes('films.1.0'), judged.out.includes('films.0.0')]).toEqual([true, false]);
    }));
});

describe('review decisions', () => {
  const answered = (unit: string, worker: string, answer: string | null) => ({
    ...{ unit, run: 'films', title: 'Films', assignment: unit.slice(0, -2), worker },
    words: [{ key: 'genre', label: 'Genre', answer }],
  });
  const verdict = (id: string, more: object) => ({
    ...{
      id,
      decision: 'rejected',
      state: 'completed',
      by: 'reviewer:anna',
      at: '2026-03-01T09:00:00.000Z',
      note: null,
    },
    ...{ units: 1, unit: null, reviewed: 1, refused: 0, added: 0, decided: [] },
    ...more,
  });
  const one = verdict('v2', { unit: 'films.0.0', note: 'Thin.', decided: [answered('films.0.0', 'w0', 'Drama')] });
  const many = verdict('v1', {
    ...{ decision: 'accepted', units: 9, reviewed: 8 },
    decided: [answered('films.1.0', 'w1', 'Horror'), answered('films.2.0', 'w1', null)],
  });
  const list = (query: string, verdicts: readonly unknown[], cursor?: string) => ({
    [`GET /api/verdicts?${query}`]: { verdicts, cursor, sequence: 1 },
  });
  const mine = 'mine=true&in_force=true&with_units=true';

  it('lists what the caller decided with ids to undo it, one on many units as one line', () =>
    withFakeServer(list(`${mine}&limit=50`, [one, many]), async (_, dataFolder) => {
      const { out } = await command(['review', 'decisions'], { dataFolder });
      const rows = out.split('\n').map((line) => line.split(/ {2,}/));
      expect(rows[1]).toEqual(['v2', '2026-03-01 09:00', 'Rejected', 'films.0.0', 'w0', 'Drama', 'Thin.']);
      expect(rows[2]).toEqual(['v1', '2026-03-01 09:00', 'Accepted', '8 units', 'w1, …', 'Horror, …']);
    }));

  it('goes on page by page up to the limit, and shows with --all what was undone', () => {
    const undone = verdict('v0', { state: 'undone', unit: 'films.3.0' });
    const pages = {
      ...list('mine=true&with_units=true&limit=3', [one, many], 'c1'),
      ...list('mine=true&with_units=true&limit=1&cursor=c1', [undone], 'c2'),
    };
    return withFakeServer(pages, async (_, dataFolder) => {
      const { out } = await command(['review', 'decisions', '--all', '--limit', '3'], { dataFolder });
      expect(out).toContain('Rejected (undone)');
      expect(out.trim().split('\n')).toHaveLength(4);
    });
  });

  it('says that there are none', () =>
    withFakeServer(list(`${mine}&limit=50`, []), async (_, dataFolder) =>
      expect((await command(['review', 'decisions'], { dataFolder })).err).toBe('No decisions.\n'),
    ));
});
