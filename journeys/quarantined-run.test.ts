import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { json, launch, lines } from '../bench/api.ts';
import { openWorker, type Work } from '../bench/crowd/worker.ts';
import { writeTask } from '../bench/task.ts';
import { jetStreamLog } from '../src/adapters/nats/log/jetstream.ts';
import { connectTo, openNats } from '../src/adapters/nats/nats.ts';
import { readSettings } from '../src/startup/config.ts';
import { openTestDaemon, type TestDaemon } from './daemon.ts';

type Line = Record<string, unknown>;
type Verified = { ok: boolean; checks: { run: string; same: boolean; difference?: string }[] };
type Fault = { code: string; message: string };

describe('a run whose history cannot be read', () => {
  let daemon: TestDaemon;
  let whole: string;
  let broken: string;
  let position: string;
  /** A run of which not even the first fact can be read, beside one of the same task. */
  const unreadable = 'shapes-zzzzz';
  let shapes: string;

  beforeAll(async () => {
    daemon = await openTestDaemon();
    const task = writeTask(join(daemon.folder, 'task'), 'colours', [{ n: 1 }, { n: 2 }]);
    whole = (await launch(daemon.port, task)).id;
    broken = (await launch(daemon.port, task)).id;
    shapes = (await launch(daemon.port, writeTask(join(daemon.folder, 'shapes'), 'shapes', [{ n: 1 }]))).id;
    const ada = openWorker(daemon.port, broken, 'ada');
    await ada.submit((await ada.arrive()) as Work, { colour: 'blue' });
    ada.close();
    await daemon.stop();
    position = await recordNonsense(broken);
    await recordNonsense(unreadable);
    daemon = await daemon.reopen();
  });
  afterAll(() => daemon?.end());

  /** Adds a fact to the log that no version of this program ever wrote. */
  async function recordNonsense(run: string): Promise<string> {
    const quiet = () => undefined;
    const { cacheFolder } = readSettings(process.env);
    const folder = join(daemon.folder, 'data/nats');
    const nats = await openNats({ folder, cacheFolder, notify: quiet, onGone: quiet });
    const log = await jetStreamLog(await connectTo(nats.logUrl, 'runtime'));
    try {
      let last = 0;
      for await (const { sequence } of log.read(run)) last = sequence;
      const fact = {
        id: 'x',
        at: '2026-01-01T00:00:00.000Z',
        by: 'nobody',
        type: 'unit.abducted',
        version: 1,
        data: {},
      };
      return `${await log.append({ id: `nonsense in ${run}`, run, json: [JSON.stringify(fact)] }, last)}.0`;
    } finally {
      await log.close();
      await nats.stop();
    }
  }
  async function all(path: string): Promise<Line[]> {
    const rows: Line[] = [];
    for await (const row of lines(daemon.port, 'GET', path)) rows.push(row);
    return rows;
  }

  it('is listed with the reason, and the others go on', async () => {
    const aside = [broken, unreadable].map((run) => ({
      run,
      sentence: expect.stringMatching(`^Run ${run} could not be opened, as its history is unreadable`),
    }));
    const { set_aside } = await json<{ set_aside: Line[] }>(daemon.port, '/api/runs');
    expect(set_aside).toEqual(aside);
    const { ok, problems } = await json<{ ok: boolean; problems: string[] }>(daemon.port, '/health');
    expect(ok).toBe(false);
    for (const { sentence } of aside) expect(problems).toContainEqual(sentence);
    const bob = openWorker(daemon.port, whole, 'bob');
    await bob.submit((await bob.arrive()) as Work, { colour: 'red' });
    bob.close();
    expect(await all(`/api/export?of=${whole}`)).toHaveLength(1);
  });

  it('fails the verification', async () => {
    const { ok, checks } = await json<Verified>(daemon.port, '/api/verify');
    expect(ok).toBe(false);
    expect(checks).toContainEqual({ run: whole, same: true });
    expect(checks).toContainEqual({
      run: broken,
      same: false,
      difference: expect.stringContaining('could not be opened'),
    });
    expect(checks).toContainEqual({
      run: unreadable,
      same: false,
      difference: expect.stringContaining('could not be opened'),
    });
    // The workspace is compared, too.
    expect(checks).toContainEqual({ run: '-', same: true });
    expect(checks).toHaveLength(5);
  });

  it('makes an export of its task fail', async () => {
    for (const [of, run] of Object.entries({
      colours: broken,
      [broken]: broken,
      shapes: unreadable,
      [unreadable]: unreadable,
    })) {
      const refused = await json<Fault>(daemon.port, `/api/export?of=${of}`);
      expect([of, refused]).toEqual([of, { code: 'export/unreadable', message: expect.stringContaining(run) }]);
    }
    expect(await all(`/api/export?of=${shapes}`)).toEqual([]);
  });

  it('is replayed up to the unreadable fact, which is named', async () => {
    for (const id of [broken, `${broken}.0.0`]) {
      const frames = await all(`/api/replay/${id}`);
      expect(frames.length).toBeGreaterThan(2);
      expect(frames.at(-1)).toEqual({
        error: { code: 'replay/unreadable', message: expect.stringContaining(`${position} (unit.abducted)`) },
      });
      expect(frames.slice(0, -1)).toContainEqual(expect.objectContaining({ type: 'unit.submitted' }));
    }
  });
});
