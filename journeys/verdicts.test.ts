import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { json, launch, lines, settled } from '../bench/api.ts';
import { labour } from '../bench/crowd/labour.ts';
import { writeTask } from '../bench/task.ts';
import { packageFolder } from '../src/adapters/package.ts';
import { openTestDaemon, type TestDaemon } from './daemon.ts';
import { type Caller, callerAt } from './reviewers.ts';
import { headOf, spawnDaemon } from './spawned-daemon.ts';

type Row = Record<string, unknown>;
type Fact = { type: string; at: string; data: Row };

/** Enough items for the daemon to be killed while their units are decided; each has three units. */
const items = 120;
const all = 3 * items;

describe('a verdict on many units', () => {
  const folder = mkdtempSync(join(tmpdir(), 'manyhands-journey-'));
  let spawned: ChildProcess;
  let daemon: TestDaemon;
  let run: string;
  let qualification: string;
  let verdict: string;
  let units: string[];
  let [anna, ben] = [] as unknown as [Caller, Caller];

  beforeAll(async () => {
    const building = spawn(process.execPath, [join(packageFolder, 'scripts/build.mjs')], { stdio: 'inherit' });
    expect(await once(building, 'exit')).toEqual([0, null]);
  });
  afterAll(async () => {
    spawned?.kill('SIGKILL');
    await daemon?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  async function facts(filter: string): Promise<Fact[]> {
    await settled(daemon.port);
    const found: Fact[] = [];
    for await (const fact of lines(daemon.port, 'GET', `/api/events?filter=${filter}`)) found.push(fact as Fact);
    return found;
  }
  const standing = async () => (await anna.get(`/api/verdicts/${verdict}?after=${await headOf(daemon.port)}`)).body;
  async function reached(state: string): Promise<Row> {
    for (;;) {
      const now = await standing();
      if (now.state === state) return now;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
  const bonuses = async (state: string) =>
    (await anna.get(`/api/bonuses?run=${run}&state=${state}&limit=1000&after=${await headOf(daemon.port)}`)).body
      .bonuses as Row[];
  const statuses = async () => {
    const { units: rows } = (await anna.get(`/api/units?run=${run}&limit=1000&after=${await headOf(daemon.port)}`))
      .body as unknown as { units: Row[] };
    return rows.map(({ status }) => status);
  };

  it('is continued by the next start when the daemon was killed in the middle', async () => {
    const { process: killed, port } = await spawnDaemon(folder);
    spawned = killed;
    const task = writeTask(
      join(folder, 'task'),
      'colours',
      Array.from({ length: items }, (_, n) => ({ n })),
      { units_per_assignment: 3, currency: 'EUR' },
    );
    run = (await launch(port, task)).id;
    await labour({ port, run, workers: ['ada', 'bob', 'cara'], answer: () => ({ colour: 'blue' }) });
    await settled(port);
    anna = callerAt(port, 'anna');
    const made = await anna.post('/api/qualifications', { name: 'Careful' });
    qualification = String(made.body.qualification);
    units = Array.from({ length: items }, (_, n) => [0, 1, 2].map((place) => `${run}.${n}.${place}`)).flat();
    const before = await headOf(port);
    const grants = [{ qualification, value: 3 }];
    const body = { decision: 'accepted', units, note: 'Good.', bonus_cents: 15, grants };
    let isOver = false;
    const deciding = anna
      .lines('/api/verdicts', body)
      .catch(() => undefined)
      .finally(() => {
        isOver = true;
      });
    while (!isOver && (await headOf(port)) < before + 3) await new Promise((resolve) => setTimeout(resolve, 1));
    const killedAt = new Date().toISOString();
    spawned.kill('SIGKILL');
    await Promise.all([deciding, once(spawned, 'exit')]);

    daemon = await openTestDaemon({}, folder);
    [anna, ben] = [callerAt(daemon.port, 'anna'), callerAt(daemon.port, 'ben')];
    const [begun] = await facts('facts.-.verdict.begun');
    verdict = String(begun?.data.verdictId);
    expect(await reached('completed')).toMatchObject({ units: all, reviewed: all, refused: 0, by: 'reviewer:anna' });
    const [completed] = await facts('facts.-.verdict.completed');
    expect(String(completed?.at) > killedAt).toBe(true);
    expect(new Set(await statuses())).toEqual(new Set(['accepted']));
    expect(await facts(`facts.${run}.unit.accepted`)).toHaveLength(all);
    expect(await facts(`facts.${run}.unit.bonus-granted`)).toHaveLength(all);
    expect(await facts('facts.-.worker.qualification-granted')).toHaveLength(3);
    expect(await facts(`facts.${run}.unit.verdict-followed`)).toHaveLength(3);
    expect(await json(daemon.port, '/api/verify')).toMatchObject({ ok: true });
  });

  it('is found by its reviewer, and undone whole by any reviewer', async () => {
    const mine = async (who: Caller) =>
      (await who.get('/api/verdicts?mine=true&state=completed')).body.verdicts as Row[];
    expect(await mine(anna)).toMatchObject([{ id: verdict, units: all, state: 'completed' }]);
    expect(await mine(ben)).toEqual([]);
    // Somebody decides one of the units anew, and changes what one worker holds.
    const [first] = units;
    await ben.post(`/api/units/${first}/undo`);
    await ben.post(`/api/units/${first}/reject`, { note: 'No.' });
    const workers = (await ben.get(`/api/workers?run=${run}`)).body.workers as Row[];
    await ben.put(`/api/workers/${workers[0]?.id}/qualifications/${qualification}`, { value: 9 });

    const undone = await ben.lines(`/api/verdicts/${verdict}/undo`, { note: 'A mistake.' });
    expect(undone.at(-1)).toMatchObject({
      verdict,
      undone: all - 1,
      refused: [{ unit: first, code: 'verdict/superseded' }],
      kept: [{ worker: workers[0]?.id, what: qualification }],
    });
    expect(await reached('undone')).toMatchObject({ undone: all - 1, undo_refused: 1, undone_by: 'reviewer:ben' });
    const now = await statuses();
    expect(now.filter((status) => status === 'completed')).toHaveLength(all - 1);
    expect(await bonuses('intended')).toEqual([]);
    const { grants } = (await anna.get(`/api/qualifications/${qualification}/workers`)).body as unknown as {
      grants: Row[];
    };
    expect(grants).toMatchObject([{ worker: workers[0]?.id, value: 9 }]);
    const again = await ben.post(`/api/verdicts/${verdict}/undo`);
    expect([again.status, again.body.code]).toEqual([409, 'verdict/undone']);
    expect(await json(daemon.port, '/api/verify')).toMatchObject({ ok: true });
  });

  it('on one unit is undone with all that followed, also after a restart', async () => {
    const unit = units[5];
    const body = { note: 'A bot.', block: 'Sleeps.', revokes: [] };
    const { status, body: decided } = await anna.post(`/api/units/${unit}/reject`, body);
    expect([status, decided.follow_refused]).toEqual([202, []]);
    const { worker } = (await anna.get(`/api/units/${unit}?after=${decided.sequence}`)).body;
    const blocked = async () =>
      (await anna.get(`/api/workers/${worker}?after=${await headOf(daemon.port)}`)).body.blocked as Row | null;
    expect(await blocked()).toMatchObject({ reason: 'Sleeps.', by: 'reviewer:anna' });
    daemon = await daemon.reopen();
    [anna, ben] = [callerAt(daemon.port, 'anna'), callerAt(daemon.port, 'ben')];
    const [last] = (await anna.get('/api/verdicts?mine=true&state=completed&limit=1')).body.verdicts as Row[];
    expect(last).toMatchObject({ id: decided.verdict, unit });
    const undone = await anna.lines(`/api/verdicts/${decided.verdict}/undo`, {});
    expect(undone.at(-1)).toMatchObject({ undone: 1, refused: [], kept: [] });
    expect(await blocked()).toBeNull();
  });

  it('is refused with nothing recorded', async () => {
    const before = await headOf(daemon.port);
    const decide = (body: Row) => anna.post('/api/verdicts', { decision: 'accepted', units: [units[7]], ...body });
    const bad: [Row, number, string][] = [
      [{ units: undefined }, 400, 'request/bad-shape'],
      [{ worker: 'w', units: [units[7]] }, 400, 'request/bad-shape'],
      [{ units: Array(10_001).fill('x.0.0') }, 400, 'request/bad-shape'],
      [{ decision: 'maybe' }, 400, 'request/bad-shape'],
      [{ decision: 'rejected', note: 'No.', bonus_cents: 5 }, 400, 'request/bad-shape'],
      [{ grants: [{ qualification: 'nothing-zzzzz', value: 1 }] }, 404, 'qualification/unknown'],
      [{ grants: [{ qualification }], revokes: [qualification] }, 400, 'request/bad-shape'],
      [{ block: '  ' }, 400, 'request/bad-shape'],
      [{ more: 1 }, 400, 'request/bad-shape'],
    ];
    for (const [body, status, code] of bad) {
      const refused = await decide(body);
      expect([refused.status, refused.body.code, body]).toEqual([status, code, body]);
    }
    const unknown = await anna.post('/api/verdicts/nothing/undo');
    expect([unknown.status, unknown.body.code]).toEqual([404, 'verdict/unknown']);
    expect((await anna.get('/api/verdicts/nothing')).status).toBe(404);
    const [only] = (await anna.lines('/api/verdicts', { decision: 'accepted', units: ['nothing.0.0'] })).slice(-1);
    expect(only).toMatchObject({ verdict: null, reviewed: 0, refused: [{ code: 'run/unknown' }] });
    expect(await headOf(daemon.port)).toBe(before);
  });
});
