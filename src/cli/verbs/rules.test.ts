import { describe, expect, it } from 'vitest';
import { command, withFakeServer } from '../for-tests.ts';

const rule = { rule: 'if returned >= 2: flag', action: 'flag', reason: null, applied: 2, standing: 1, undone: 1 };
const applied = {
  ...{ id: 'films.rule.1', run: 'films', worker: 'w1', unit: 'films.0.0', at: '2026-03-01T09:00:00.000Z' },
  ...{ rule: rule.rule, action: 'flag', reason: null, measure: 'returned', measured: 2, submitted: 1 },
  ...{ until: null, refused: [], undone: null },
};
const undone = {
  ...{ ...applied, id: 'films.rule.0', measured: 2 / 3, submitted: 9 },
  undone: { at: '2026-03-01T09:30:00.000Z', by: 'reviewer:ben', note: null },
};
const routes = {
  'GET /api/runs/films': { id: 'films' },
  'GET /api/runs/films/rules': { rules: [rule], sequence: 3 },
  'GET /api/rules?run=films&limit=500': { applied: [applied], cursor: '1', sequence: 3 },
  'GET /api/rules?run=films&limit=500&cursor=1': { applied: [undone], sequence: 3 },
};

describe('rules', () => {
  it('are listed with what they did, page after page, and how to take one back', () =>
    withFakeServer(routes, async ({ asked }, dataFolder) => {
      const { code, out, err } = await command(['rules', 'films'], { dataFolder });
      expect([code, asked.map(({ route }) => route)]).toEqual([0, expect.any(Array)]);
      expect(out).toMatch(/^if returned >= 2: flag +2 +1$/m);
      expect(out).toMatch(/^films\.rule\.1 +2026-03-01 09:00 +w1 +Flagged +2 in 1 unit +if returned/m);
      expect(out).toMatch(/^films\.rule\.0 .*0\.6667 in 9 units .*2026-03-01 09:30 by reviewer:ben$/m);
      expect(err).toContain('rules films --undo films.rule.1');
    }));

  it('are one value for a script', () =>
    withFakeServer(routes, async (_, dataFolder) => {
      const { out } = await command(['rules', 'films', '--json'], { dataFolder });
      expect(JSON.parse(out)).toEqual({ rules: [rule], applied: [applied, undone] });
    }));

  it('say so where there are none', () =>
    withFakeServer(
      {
        ...routes,
        'GET /api/runs/films/rules': { rules: [], sequence: 3 },
        'GET /api/rules?run=films&limit=500': { applied: [], sequence: 3 },
      },
      async (_, dataFolder) => {
        expect((await command(['rules', 'films'], { dataFolder })).err).toContain('Run films has no rules.');
      },
    ));

  it('are taken back by the id of what they did, with a note', () =>
    withFakeServer(
      { ...routes, 'POST /api/runs/films/rules/films.rule.1/undo': { sequence: 4 } },
      async ({ asked }, dataFolder) => {
        const words = ['rules', 'films', '--undo', 'films.rule.1', '--note', 'Wrong gold.'];
        expect((await command(words, { dataFolder })).out).toBe('films.rule.1 is taken back.\n');
        expect(asked.at(-1)).toMatchObject({ body: { note: 'Wrong gold.' } });
      },
    ));
});
