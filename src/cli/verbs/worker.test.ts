import { describe, expect, it } from 'vitest';
import { command, type Routes, withFakeServer } from '../for-tests.ts';

const ada = {
  id: 'w5k2pq9xa7',
  provider: 'inhouse',
  first_seen: '2026-03-01T09:00:00.000Z',
  last_seen: '2026-03-01T10:00:00.000Z',
  ...{ assigned: 1, submitted: 7, waiting: 2, accepted: 4, soft_rejected: 0, rejected: 1 },
  ...{ median_seconds: 41.4, assessed: null, blocked: { reason: 'Copies.' }, rules: [], qualifications: [] },
  signals: null,
  history: [
    {
      ...{ at: '2026-03-01T11:00:00.000Z', by: 'reviewer:anna', what: 'qualification_granted', unit: 'films-1.0.0' },
      ...{ qualification: 'french-x7k2p', qualification_name: 'French', value: 3, cents: null, note: 'Reads it.' },
    },
  ],
};
const names = { 'GET /api/worker-names?workers=w5k2pq9xa7': { names: [{ worker: 'w5k2pq9xa7', name: 'Ada' }] } };
const run = (words: string[], routes: Routes) =>
  withFakeServer(routes, (_, dataFolder) => command(words, { dataFolder }));

describe('one worker', () => {
  it('is shown by name with work, reviews and decisions, whatever they are called by', async () => {
    const { code, out } = await run(['worker', 'Ada L.'], { 'GET /api/workers/Ada%20L.': ada, ...names });
    expect([code, out.split('\n').map((line) => line.replace(/ {2,}/g, '  '))]).toEqual([
      0,
      [
        'name  Ada',
        'id  w5k2pq9xa7',
        'from  inhouse',
        'seen  2026-03-01 09:00 to 2026-03-01 10:00 UTC',
        'work  1 in progress, 7 submitted, 2 to review',
        'reviews  4 accepted, 0 paid, not used, 1 rejected',
        'notes  blocked: Copies.',
        '',
        'WHEN  WHAT  BY  UNIT  NOTE',
        '2026-03-01 11:00  qualification granted French  reviewer:anna  films-1.0.0  Reads it.',
        '',
      ],
    ]);
  });

  it('has no name for who may not see it', async () => {
    const routes = { 'GET /api/workers/w5k2pq': ada };
    expect((await run(['worker', 'w5k2pq'], routes)).out).toMatch(/^id/);
    const { out } = await run(['worker', 'w5k2pq', '--json'], routes);
    expect(JSON.parse(out)).toEqual(ada);
  });
});

describe('names of workers', () => {
  const unit = { id: 'films-1.0.0', status: 'completed', worker: 'w5k2pq9xa7', submitted_at: null };
  const units = { 'GET /api/units?status=completed&worker=Ada&limit=500': { units: [unit] } };
  it('stand in lists in place of ids, and beside them as JSON', async () => {
    const words = ['review', 'list', '--worker', 'Ada'];
    expect((await run(words, { ...units, ...names })).out).toMatch(/\nfilms-1\.0\.0 +To review +Ada\n/);
    const { out } = await run([...words, '--json'], { ...units, ...names });
    expect(JSON.parse(out)).toEqual([{ ...unit, worker_name: 'Ada' }]);
    expect((await run(words, units)).out).toContain('w5k2pq9xa7');
  });
});
