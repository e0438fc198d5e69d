import { describe, expect, it } from 'vitest';
import { command, withFakeServer } from '../for-tests.ts';

const worker = {
  id: 'w1',
  provider: 'inhouse',
  first_seen: '2026-03-01T09:00:00.000Z',
  last_seen: '2026-03-01T09:00:00.000Z',
  assigned: 1,
  submitted: 7,
  waiting: 2,
  accepted: 4,
  soft_rejected: 0,
  rejected: 1,
  median_seconds: 41.4,
  blocked: null,
  rules: [],
  qualifications: [],
};
const french = {
  id: 'french-x7k2p',
  name: 'French',
  description: 'Reads it.',
  created_at: '2026-03-01T09:00:00.000Z',
  created_by: 'reviewer:anna',
  retired: false,
  workers: 2,
};
const listed = { 'GET /api/qualifications': { qualifications: [french], sequence: 3 } };

describe('workers', () => {
  it('are not looked for among others where nobody has worked', () =>
    withFakeServer(
      {
        'GET /api/workers?sort=most&limit=500': { workers: [] },
        'GET /api/workers?sort=most&blocked=true&limit=500': { workers: [] },
      },
      async (_, dataFolder) => {
        expect((await command(['workers'], { dataFolder })).err).toBe('Nobody has worked yet.\n');
        const { err } = await command(['workers', '--blocked'], { dataFolder });
        expect(err).toMatch(/^Nothing matches\. List all workers: .*manyhands workers/);
      },
    ));
  it('are a table of all pages', () =>
    withFakeServer(
      {
        'GET /api/workers?sort=most&task=films&limit=500': { workers: [worker], cursor: '7~w1' },
        'GET /api/workers?sort=most&task=films&limit=500&cursor=7%7Ew1': {
          workers: [
            {
              ...worker,
              id: 'w2',
              median_seconds: null,
              blocked: { reason: 'Copies.' },
              qualifications: [{ name: 'French', value: 3 }],
            },
          ],
        },
      },
      async (_, dataFolder) => {
        const { code, out } = await command(['workers', '--task', 'films'], { dataFolder });
        expect(code).toBe(0);
        expect(out.split('\n').slice(1, 3)).toEqual([
          expect.stringMatching(/^w1 +1 +7 +2 +4 +0 +1 +41 s$/),
          expect.stringMatching(/^w2 +1 +7 .*blocked: Copies\., French 3$/),
        ]);
      },
    ));

  it('are found by the name of a qualification', () =>
    withFakeServer(
      {
        ...listed,
        'GET /api/workers?sort=most&qualification=french-x7k2p&blocked=true&limit=500': { workers: [worker] },
      },
      async (_, dataFolder) => {
        const words = ['workers', '--qualification', 'french', '--blocked', '--json'];
        expect(JSON.parse((await command(words, { dataFolder })).out)).toEqual([worker]);
        const { code, err } = await command(['workers', '--qualification', 'Greek'], { dataFolder });
        expect([code, err]).toEqual([1, expect.stringContaining('(qualification/unknown)')]);
      },
    ));
});

describe('the notes on workers', () => {
  const rule = { run: 'films', reason: null, rule: 'if returned >= 2: flag', until: null };
  it('say what rules hold against them now, each once', () =>
    withFakeServer(
      {
        'GET /api/workers?sort=most&rules=any&limit=500': {
          workers: [
            {
              ...worker,
              rules: [
                { ...rule, action: 'flag' },
                { ...rule, action: 'flag', run: 'films-2' },
                { ...rule, action: 'exclude', reason: 'Careless.' },
                { ...rule, action: 'pause', until: '2026-03-01T10:00:00.000Z' },
                { ...rule, action: 'pause', until: '9999-03-01T10:00:00.000Z' },
                { ...rule, action: 'grant' },
              ],
            },
          ],
        },
      },
      async (_, dataFolder) => {
        const { out } = await command(['workers', '--rules', 'any'], { dataFolder });
        expect(out).toMatch(
          / flagged: if returned >= 2: flag, excluded: Careless\., paused until 9999-03-01 10:00 UTC$/m,
        );
        expect((await command(['workers', '--rules', 'ban'], { dataFolder })).code).toBe(2);
      },
    ));
});

describe('a block', () => {
  it('is recorded with its reason, and undone again', () =>
    withFakeServer(
      { 'POST /api/workers/w1/block': { sequence: 9 }, 'POST /api/workers/w1/unblock': { sequence: 10 } },
      async ({ asked }, dataFolder) => {
        expect((await command(['block', 'w1', '--reason', 'Copies.'], { dataFolder })).out).toBe(
          'w1 is blocked from all tasks.\n',
        );
        const { out } = await command(['unblock', 'w1', '--json'], { dataFolder });
        expect(JSON.parse(out)).toEqual({ worker: 'w1', sequence: 10 });
        await command(['block', 'w1', '--note', 'Copies again.'], { dataFolder });
        await command(['unblock', 'w1', '--reason', 'Not the same.'], { dataFolder });
        expect(asked.map(({ body }) => body)).toEqual([
          { reason: 'Copies.' },
          {},
          { reason: 'Copies again.' },
          { note: 'Not the same.' },
        ]);
      },
    ));
});

describe('qualifications', () => {
  it('are a table for a person and an array for a script', () =>
    withFakeServer(listed, async (_, dataFolder) => {
      expect((await command(['qualifications'], { dataFolder })).out).toContain('French  french-x7k2p        2  2026');
      expect(JSON.parse((await command(['qualifications', '--json'], { dataFolder })).out)).toEqual([french]);
    }));

  it('are created, edited, retired, granted and revoked, by name or id', () => {
    const grant = '/api/workers/w1/qualifications/french-x7k2p';
    const routes = {
      ...listed,
      'POST /api/qualifications': { qualification: 'german-b2b2b', sequence: 4 },
      'PATCH /api/qualifications/french-x7k2p': { sequence: 5 },
      'DELETE /api/qualifications/french-x7k2p': { sequence: 6 },
      [`PUT ${grant}`]: { sequence: 7 },
      [`DELETE ${grant}`]: { sequence: 8 },
    };
    return withFakeServer(routes, async ({ asked }, dataFolder) => {
      const notify = async (...words: string[]) => (await command(['qualifications', ...words], { dataFolder })).out;
      expect(await notify('create', 'German')).toBe('Created "German", as german-b2b2b.\n');
      expect(await notify('edit', 'FRENCH', '--name', 'Français')).toBe('Changed "Français".\n');
      expect(await notify('grant', 'french-x7k2p', 'w1', '--value', '-3', '--note', 'Well put.')).toBe(
        'Granted "French" to w1 with the value -3.\n',
      );
      expect(await notify('revoke', 'French', 'w1')).toBe('Revoked "French" from w1.\n');
      expect(JSON.parse(await notify('retire', 'French', '--json'))).toEqual({
        qualification: 'french-x7k2p',
        sequence: 6,
      });
      expect(asked.filter(({ route }) => !route.startsWith('GET'))).toEqual([
        { route: 'POST /api/qualifications', body: { name: 'German' } },
        { route: 'PATCH /api/qualifications/french-x7k2p', body: { name: 'Français' } },
        { route: `PUT ${grant}`, body: { value: -3, note: 'Well put.' } },
        { route: `DELETE ${grant}`, body: {} },
        { route: 'DELETE /api/qualifications/french-x7k2p', body: undefined },
      ]);
    });
  });

  it('list who holds them, with the values before', () => {
    const grant = {
      worker: 'w1',
      value: 3,
      before: [{ value: 1 }, { value: 2 }],
      granted_at: french.created_at,
      granted_by: 'x',
    };
    const path = 'GET /api/qualifications/french-x7k2p/workers?sort=highest&limit=500';
    return withFakeServer({ ...listed, [path]: { grants: [grant] } }, async (_, dataFolder) => {
      const words = ['qualifications', 'workers', 'French', '--sort', 'highest'];
      expect((await command(words, { dataFolder })).out).toContain('w1          3  1, 2    2026-03-01 09:00  x');
    });
  });
});
