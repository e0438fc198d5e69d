import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunId } from '../../../events/ids.ts';
import type { Log } from '../../../events/log.ts';
import { exportRows } from '../../../projections/export/export-rows.ts';
import { runRow } from '../../../projections/units/run-rows.ts';
import { unitDetail } from '../../../projections/units/unit-detail.ts';
import type { ReadModel } from '../../../runtime/ports/read-model.ts';
import { jetStreamLog } from '../../nats/log/jetstream.ts';
import { connectTo } from '../../nats/nats.ts';
import { testNatsServer } from '../../nats/server/for-tests.ts';
import { draftOf, storyOf } from './for-tests.ts';
import { openReadModel } from './read-model.ts';

const timeoutMs = 30_000;

let server: Awaited<ReturnType<typeof testNatsServer>>;
let log: Log;
let folder: string;
let readModel: ReadModel;
let runs = 0;
/** The number of the file that holds the rows. */
let files = 1;

const notices: string[] = [];
const open = (settings = {}) =>
  openReadModel({
    folder,
    keptFolder: join(folder, 'kept'),
    accepted: [],
    logUrl: server.logUrl,
    factsUrl: server.factsUrl,
    onNotice: (sentence) => notices.push(sentence),
    ...settings,
  });

beforeAll(async () => {
  server = await testNatsServer();
  log = await jetStreamLog(await connectTo(server.logUrl, 'spec'));
  folder = mkdtempSync(join(tmpdir(), 'manyhands-read-model-'));
  readModel = await open();
});
afterAll(async () => {
  await readModel.close();
  await log.close();
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Records a new run of this many units, and returns its id and the sequence of the last commit. */
async function recordRun(units: number): Promise<{ runId: RunId; sequence: number }> {
  const runId = `colours-${++runs}` as RunId;
  let sequence = 0;
  for (const [nth, facts] of storyOf(runId, units).entries())
    sequence = await log.append(draftOf(runId, nth, facts), sequence);
  return { runId, sequence };
}

const row = (runId: string) => runRow(readModel.db, runId, () => '');

describe('the read model', () => {
  it('shows what was just stored once `reached` resolves', async () => {
    const { runId, sequence } = await recordRun(20);
    await readModel.reached(sequence, timeoutMs);
    expect(readModel.sequence()).toBeGreaterThanOrEqual(sequence);
    expect(row(runId)).toMatchObject({ units: 20, completed: 20, accepted: 20, open: 0 });
    expect(unitDetail(readModel.db, `${runId}.3.0`)).toMatchObject({ status: 'accepted', answer: { colour: 3 } });
  });

  it('refuses a caller that waits too long', async () => {
    const beyond = (await log.head()) + 1;
    await expect(readModel.reached(beyond, 10)).rejects.toMatchObject({ code: 'read-model/behind' });
  });

  it('notifies which runs have changed', async () => {
    const changed = new Set<string>();
    const stop = readModel.onChange((change) => {
      for (const run of change.runs) changed.add(run);
    });
    const { runId, sequence } = await recordRun(1);
    await readModel.reached(sequence, timeoutMs);
    expect(changed).toContain(runId);
    stop();
    const other = await recordRun(1);
    await readModel.reached(other.sequence, timeoutMs);
    expect(changed).not.toContain(other.runId);
  });

  it('continues where it was when it is opened again', async () => {
    const { runId, sequence } = await recordRun(5);
    await readModel.reached(sequence, timeoutMs);
    await readModel.close();
    const missed = await recordRun(2);
    notices.length = 0;
    readModel = await open();
    await readModel.reached(missed.sequence, timeoutMs);
    expect([row(runId)?.completed, row(missed.runId)?.completed, notices]).toEqual([5, 2, []]);
  });

  it('can be rebuilt while it is read and written, to the same rows', async () => {
    const { runId, sequence } = await recordRun(200);
    await readModel.reached(sequence, timeoutMs);
    const reading = exportRows(readModel.db, { runs: [runId], identities: false });
    reading.next();
    const progress: number[] = [];
    const [rebuilt, meanwhile] = await Promise.all([
      readModel.rebuild(({ done }) => progress.push(done)),
      recordRun(20),
    ]);
    expect(rebuilt).toMatchObject({ same: true });
    expect(rebuilt.facts).toBeGreaterThan(1000);
    expect(progress.length).toBeGreaterThan(0);
    await readModel.reached(meanwhile.sequence, timeoutMs);
    expect([row(runId)?.accepted, row(meanwhile.runId)?.accepted]).toEqual([200, 20]);
    expect(readdirSync(folder).filter((name) => name.endsWith('.db'))).toEqual([`${++files}.db`]);

    let rows = 1;
    for (const _ of reading) rows++;
    expect(rows).toBe(200);
  });

  it('refuses a second rebuild while one is under way', async () => {
    const first = readModel.rebuild(() => {});
    await expect(readModel.rebuild(() => {})).rejects.toMatchObject({ code: 'read-model/rebuilding' });
    expect(await first).toMatchObject({ same: true });
    files++;
  });

  it('continues when the nats-server was killed and came back', async () => {
    const before = await recordRun(1);
    await readModel.reached(before.sequence, timeoutMs);
    process.kill(server.pid(), 'SIGKILL');
    const after = await untilAnswered(() => recordRun(1));
    await readModel.reached(after.sequence, timeoutMs);
    expect(row(after.runId)).toMatchObject({ accepted: 1 });
    expect(readModel.problems()).toEqual([]);
  });

  it('publishes every fact', async () => {
    const { sequence } = await recordRun(1);
    const deadline = Date.now() + timeoutMs;
    while (readModel.broadcast() < sequence && Date.now() < deadline)
      await new Promise((resolve) => setTimeout(resolve, 20));
    expect(readModel.broadcast()).toBeGreaterThanOrEqual(sequence);
  });

  it('rejects with the reason where it cannot write', async () => {
    const file = join(folder, 'a-file');
    writeFileSync(file, '');
    await expect(open({ folder: join(file, 'read-model') })).rejects.toThrow('ENOTDIR');
  });

  it('gives rows that cannot be written', () => {
    expect(() => readModel.db.run(sql`delete from units`)).toThrow();
  });

  it('reports facts that it could not read', async () => {
    const alien = { id: 'x', at: '2026-01-01T00:00:00.000Z', by: 'spec', type: 'unit.painted', version: 1, data: {} };
    const sequence = await log.append({ id: 'alien', run: 'alien-1', json: [JSON.stringify(alien)] }, 0);
    await readModel.reached(sequence, timeoutMs);
    expect(readModel.problems()).toEqual([expect.stringMatching(/^1 fact in the log is unreadable/)]);
  });
});

async function untilAnswered<Answer>(question: () => Promise<Answer>): Promise<Answer> {
  for (;;) {
    try {
      return await question();
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}
