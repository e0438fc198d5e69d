import { describe, expect, it } from 'vitest';
import { aRun, command, refuseWith, withFakeServer } from '../for-tests.ts';

const routes = {
  'POST /api/runs/films-x7k2p/pause': { sequence: 7 },
  'POST /api/runs/films-x7k2p/resume': refuseWith('run/not-launched', 'It is completed.'),
  'POST /api/runs/films-x7k2p/extend': { sequence: 7 },
  'GET /api/runs/films-x7k2p': aRun(),
  'GET /api/runs/films-x7k2p?after=7': aRun({ status: 'paused' }),
};

describe('steering a run', () => {
  it('pauses it, and says how to resume it', () =>
    withFakeServer(routes, async ({ asked }, dataFolder) => {
      const { code, out } = await command(['pause', 'films-x7k2p', '--note', 'a fault'], { dataFolder });
      expect([code, asked[0]?.body]).toEqual([0, { note: 'a fault' }]);
      await command(['pause', 'films-x7k2p', '--reason', 'another'], { dataFolder });
      expect(asked.find(({ body }) => body !== undefined && body !== asked[0]?.body)?.body).toEqual({
        note: 'another',
      });
      expect(out).toBe(
        'Run films-x7k2p is paused: 5 of 12 units are open, 1 in progress. Resume it with "./bin/manyhands resume films-x7k2p".\n',
      );
    }));

  it('extends it to a number of units', () =>
    withFakeServer(routes, async ({ asked }, dataFolder) => {
      const { out } = await command(['extend', 'films-x7k2p', '--to', '5', '--json'], { dataFolder });
      expect(asked[0]?.body).toEqual({ units_per_assignment: 5 });
      expect(JSON.parse(out)).toEqual(aRun({ status: 'paused' }));
    }));

  it('extends it by a number of units', () =>
    withFakeServer(routes, async ({ asked }, dataFolder) => {
      const { out } = await command(['extend', 'films-x7k2p', '--by', '2'], { dataFolder });
      expect(asked.find(({ body }) => body)?.body).toEqual({ units_per_assignment: 5 });
      expect(out).toContain('Answers per item: 3.');
    }));

  it('takes a bare number as the number in all, and says so', () =>
    withFakeServer(routes, async ({ asked }, dataFolder) => {
      const { err } = await command(['extend', 'films-x7k2p', '5'], { dataFolder });
      expect(asked[0]?.body).toEqual({ units_per_assignment: 5 });
      expect(err).toBe('5 is the number in all, as with --to 5; --by 5 adds as many.\n');
    }));

  it.each([[[]], [['many']], [['--to', '5', '--by', '2']], [['5', '--by', '2']]])('extends nothing for %j', (words) =>
    withFakeServer(routes, async ({ asked }, dataFolder) => {
      expect((await command(['extend', 'films-x7k2p', ...words], { dataFolder })).code).toBe(2);
      expect(asked).toEqual([]);
    }),
  );

  it('passes on a refusal', () =>
    withFakeServer(routes, async (_, dataFolder) => {
      const { code, err } = await command(['resume', 'films-x7k2p'], { dataFolder });
      expect([code, err]).toEqual([1, expect.stringContaining('It is completed. (run/not-launched)')]);
    }));
});
