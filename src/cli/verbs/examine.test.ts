import { describe, expect, it } from 'vitest';
import { aRun, command, withFakeServer } from '../for-tests.ts';

const unit = (place: number) => ({
  id: `films-x7k2p.${place}.0`,
  status: 'accepted',
  worker: 'ada',
  data: { title: `Film ${place}` },
  answer: { genre: 'Drama' },
  files: [],
  in_words: [],
  history: [{ at: '2026-03-01T09:00:00.000Z', what: 'bonus_granted', by: 'reviewer:anna', cents: 50 }],
});
const handedIn = 'status=completed%2Caccepted%2Csoft_rejected%2Crejected';
const routes = {
  'GET /api/runs': { runs: [aRun()] },
  [`GET /api/units?task=films&${handedIn}&sort=newest&limit=15`]: { units: [unit(1), unit(0)] },
  'GET /api/units?run=films-x7k2p&status=rejected&sort=newest&limit=2': { units: [] },
  'GET /api/units/films-x7k2p.0.0': unit(0),
  'GET /api/units/films-x7k2p.1.0': unit(1),
};

describe('examine', () => {
  it('prints the newest answers of a task', () =>
    withFakeServer(routes, async (_, dataFolder) => {
      const { out } = await command(['examine', 'films'], { dataFolder });
      expect(out.indexOf('Film 1')).toBeLessThan(out.indexOf('Film 0'));
      expect(out).toContain('"genre": "Drama"');
      expect(out).toContain('bonus_granted reviewer:anna 0.50');
    }));

  it('prints units as lines of JSON', () =>
    withFakeServer(routes, async (_, dataFolder) => {
      const { out } = await command(['examine', 'films', '--json'], { dataFolder });
      const printed = out
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line));
      expect(printed).toEqual([unit(1), unit(0)]);
    }));

  it('prints only those with pastes', () => {
    const pasted = { [`GET /api/units?task=films&${handedIn}&pasted=true&sort=newest&limit=15`]: { units: [unit(1)] } };
    return withFakeServer({ ...routes, ...pasted }, async (_, dataFolder) => {
      const { out } = await command(['examine', 'films', '--pasted'], { dataFolder });
      expect([out.includes('Film 1'), out.includes('Film 0')]).toEqual([true, false]);
    });
  });

  it('says so when there is nothing, and knows no strange names', () =>
    withFakeServer(routes, async (_, dataFolder) => {
      const none = await command(['examine', 'films-x7k2p', '--status', 'rejected', '--last', '2'], { dataFolder });
      expect(none.err).toBe('No answers yet.\n');
      expect((await command(['examine', 'songs'], { dataFolder })).err).toContain('export/unknown');
    }));
});
