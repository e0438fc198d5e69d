import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ExportFormat, type Manifest, queryOf as queryOfManifest } from '../../../api/exports.ts';
import type { AnyNewFact } from '../../../events/catalog.ts';
import { type AgentId, assignmentIdOf, type RunId, unitIdOf, type WorkerId } from '../../../events/ids.ts';
import type { Log } from '../../../events/log.ts';
import { OnboardingStarted } from '../../../events/onboarding.ts';
import { TaskRunCodeLoaded, TaskRunSettingsChanged } from '../../../events/task-run.ts';
import { UnitPaid, UnitReviewUndone } from '../../../events/unit.ts';
import { allProjections, allTables } from '../../../projections/all.ts';
import { type Database, isDamage, openToRead, openToWrite } from '../../../projections/store/database.ts';
import { openProjector, type Projector } from '../../../projections/store/projector.ts';
import { hashOf } from '../../../runtime/ports/files.ts';
import { memoryLog } from '../../nats/log/memory.ts';
import { draftOf, storyOf } from '../read-model/for-tests.ts';
import { type ExportQuery, type Exports, openExports } from './exports.ts';

const [first, second] = ['colours-one11', 'colours-two22'] as [RunId, RunId];

describe('exports', () => {
  const folder = mkdtempSync(join(tmpdir(), 'manyhands-exports-'));
  const file = join(folder, 'rows.db');
  let log: Log;
  let rows: Database;
  let projector: Projector;
  let db: Database;
  let exports: Exports;
  const recorded = new Map<string, number>();
  beforeAll(async () => {
    log = memoryLog();
    rows = openToWrite(file, allTables);
    projector = openProjector(rows, allProjections);
    db = openToRead(file);
    exports = openExports({ log, readModel: { db, reached: async () => undefined } });
    // Two runs whose commits lie interleaved.
    const stories = [first, second].map((run) => storyOf(run, 30).map((facts) => ({ run, facts })));
    for (const [nth, one] of (stories[0] ?? []).entries()) {
      for (const decided of [one, stories[1]?.[nth]]) if (decided) await record(decided.run, decided.facts);
    }
  });
  afterAll(() => {
    exports.close();
    db.$client.close();
    rows.$client.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Records a decision, and brings the rows there. */
  async function record(run: RunId, facts: AnyNewFact[]): Promise<number> {
    const nth = recorded.get(run) ?? 0;
    recorded.set(run, nth + 1);
    let last = 0;
    for await (const { sequence } of log.read(run)) last = sequence;
    const sequence = await log.append(draftOf(run, nth, facts), last);
    const commit = await log.at(sequence);
    projector.project(commit ? [commit] : []);
    return sequence;
  }
  type Over = Partial<Omit<ExportQuery, 'of'>> & { of?: string | string[] };
  const queryOf = ({ of = 'colours', ...over }: Over = {}): ExportQuery => ({
    of: [of].flat(),
    format: 'jsonl',
    identities: false,
    ...over,
  });

  async function take(over: Over = {}): Promise<{ bytes: Buffer; manifest: Manifest }> {
    const query = queryOf(over);
    const { bytes, sequence } = await exports.begin(query);
    const taken = await all(bytes);
    return { bytes: taken, manifest: await exports.manifest({ ...query, at: sequence }) };
  }
  const linesOf = (bytes: Buffer) =>
    bytes
      .toString()
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line));

  it('reject with the damage of rows', async () => {
    const spoilt = join(folder, 'spoilt.db');
    writeFileSync(spoilt, 'no database, '.repeat(999));
    const damaged = { $client: { name: spoilt } } as unknown as Database;
    const ofDamaged = openExports({ log, readModel: { db: damaged, reached: async () => undefined } });
    const failure = await ofDamaged.begin(queryOf()).catch((error) => error);
    ofDamaged.close();
    expect(isDamage(failure)).toBe(true);
  });

  it('of an earlier position have what is left after an accepted loss', async () => {
    const run = 'colours-lossy' as RunId;
    const [opening = [], ...work] = storyOf(run, 3);
    // The commits of the first unit are lost, except its review.
    const left = memoryLog();
    for (const [nth, facts] of [opening, ...work.slice(2)].entries()) await left.append(draftOf(run, nth, facts), nth);
    const head = await left.head();
    const lossyFile = join(folder, 'lossy.db');
    const lossyRows = openToWrite(lossyFile, allTables);
    const lossy = openProjector(lossyRows, allProjections, { isLossy: true });
    for await (const commit of left.between(0, head)) lossy.project([commit]);
    const readModel = { db: lossyRows, reached: async () => undefined };
    const unitsOf = async (isLossy: boolean, at: number) => {
      const opened = openExports({ log: left, readModel, isLossy });
      try {
        return linesOf(await all((await opened.begin(queryOf({ of: run, at }))).bytes)).map(({ unit }) => unit);
      } finally {
        opened.close();
      }
    };
    expect(await unitsOf(true, head)).toEqual([`${run}.1.0`, `${run}.2.0`]);
    expect(await unitsOf(true, head - 3)).toEqual([`${run}.1.0`]);
    await expect(unitsOf(false, head - 3)).rejects.toMatchObject({ code: 'export/incomplete' });
    lossyRows.$client.close();
  });

  it('have each answer once, run after run, and a manifest of the bytes', async () => {
    const { bytes, manifest } = await take();
    const units = linesOf(bytes).map(({ unit }) => unit);
    expect(units).toEqual([first, second].flatMap((run) => Array.from({ length: 30 }, (_, n) => `${run}.${n}.0`)));
    expect(manifest).toEqual({
      code: expect.stringMatching(/^\d+\.\d+\.\d+\+[0-9a-f]{12}$/),
      of: { task: 'colours' },
      runs: [first, second],
      format: 'jsonl',
      identities: false,
      sequence: await log.head(),
      rows: 60,
      bytes: bytes.length,
      sha256: hashOf(bytes),
    });
  });

  const undoing = (run: RunId, n: number): AnyNewFact[] => {
    const assignmentId = assignmentIdOf(run, n);
    const [agentId, workerId] = [`${run}-agent-${n}` as AgentId, `worker-${n % 50}` as WorkerId];
    return [UnitReviewUndone({ unitId: unitIdOf(run, n, 0), assignmentId, agentId, workerId })];
  };

  it.each([...ExportFormat.options.entries()])(
    'give the same bytes again when the log has gone on (%i, %s)',
    async (nth, format) => {
      const before = await take({ format });
      expect(await record(first, undoing(first, nth))).toBeGreaterThan(before.manifest.sequence);
      const again = await take({ format, at: before.manifest.sequence });
      expect(again.bytes.equals(before.bytes)).toBe(true);
      expect(again.manifest).toEqual(before.manifest);
    },
  );

  it('have the same report again of what was changed, paid and passed up to then', async () => {
    const reason = 'It took longer than expected.';
    const onboarding = { agentId: 'onboarding-1' as AgentId, workerId: 'worker-1' as WorkerId };
    const [reviewed] = undoing(second, 3);
    const work = (reviewed as ReturnType<typeof UnitReviewUndone>).data;
    await record(second, [
      TaskRunSettingsChanged({ runId: second, config: { task_reward: 2 }, settings: { payCents: 200 }, reason }),
      TaskRunCodeLoaded({ runId: second, file: 'task.ts', sha256: 'c'.repeat(64) }),
      OnboardingStarted({ ...onboarding, provider: 'inhouse', worker: 'ann', registration: 'r' }),
      UnitPaid({ ...work, cents: 150, currency: 'USD' }),
    ]);
    for (const format of ['report', 'report-html'] as const) {
      const before = await take({ format, of: second });
      for (const text of [reason, 'task_reward: ', 'task.ts', '1.50 USD for 1 answer', 'began an onboarding'])
        expect(before.bytes.toString()).toContain(text);
      await record(second, [
        TaskRunSettingsChanged({ runId: second, config: { task_reward: 3 }, settings: { payCents: 300 } }),
      ]);
      const again = await take({ format, of: second, at: before.manifest.sequence });
      expect(again.bytes.toString()).toBe(before.bytes.toString());
      expect((await take({ format, of: second })).bytes.equals(before.bytes)).toBe(false);
    }
  });

  it.each(['jsonl', 'csv', 'parquet'] as const)(
    'by item give the same bytes again when the log has gone on (%s)',
    async (format) => {
      const wanted = { format, by: 'item', of: first } as const;
      const before = await take(wanted);
      expect(before.manifest).toMatchObject({ by: 'item', method: 'dawid-skene', rows: 30 });
      await record(first, undoing(first, 20 + format.length));
      const again = await take({ ...wanted, at: before.manifest.sequence });
      expect(again.bytes.equals(before.bytes)).toBe(true);
      expect((await take(wanted)).bytes.equals(before.bytes)).toBe(false);
    },
  );

  it('follow the log when no position is given, and need no log for a run that stood still since', async () => {
    const at = await log.head();
    const [before, still] = [await take(), await take({ of: second })];
    await record(first, undoing(first, 9));
    expect((await take()).bytes.equals(before.bytes)).toBe(false);
    expect((await take({ of: second, at })).bytes.equals(still.bytes)).toBe(true);
  });

  it('see one moment, however long it takes until they are taken', async () => {
    const at = await log.head();
    const begun = await exports.begin(queryOf());
    await record(second, undoing(second, 7));
    const bytes = await all(begun.bytes);
    expect([begun.sequence, bytes]).toEqual([at, (await take({ at })).bytes]);
  });

  it('make a manifest without the bytes being taken', async () => {
    const manifest = await exports.manifest(queryOf({ of: first, format: 'csv', at: 40 }));
    expect(manifest).toMatchObject({ of: { run: first }, runs: [first], sequence: 40, format: 'csv' });
    expect(hashOf((await take({ of: first, format: 'csv', at: 40 })).bytes)).toBe(manifest.sha256);
    expect(manifest.rows).toBeLessThan(30);
  });

  it('report their progress, and their outcome', async () => {
    const id = 'an-export-of-mine';
    const { bytes } = await exports.begin(queryOf({ id, at: 50 }));
    expect(exports.progress(id)).toMatchObject({ id, done: expect.any(Number) });
    const size = (await all(bytes)).length;
    expect(exports.progress(id)).toMatchObject({ step: 'Done', bytes: size, manifest: { bytes: size, sequence: 50 } });
    expect(() => exports.progress('another-id')).toThrow(expect.objectContaining({ code: 'export/unknown-id' }));
  });

  it('report why there is no file', async () => {
    await exports.begin(queryOf({ of: 'nothing', id: 'of-nothing' })).catch(() => undefined);
    expect(exports.progress('of-nothing').refused).toMatchObject({ code: 'export/unknown' });
  });

  it('have several tasks and runs in one file, each run once, and are made again from their manifest', async () => {
    const over = { of: [second, 'colours', first], answers: 'not-rejected', columns: ['run', 'answer'] } as const;
    const query = queryOf({ ...over, of: [...over.of], columns: [...over.columns] });
    const bytes = await all((await exports.begin(query)).bytes);
    const manifest = await exports.manifest(query);
    expect(manifest).toMatchObject({
      of: [{ run: second }, { task: 'colours' }, { run: first }],
      runs: [first, second],
    });
    expect([...new Set(linesOf(bytes).map((line) => Object.keys(line).join()))]).toEqual(['run,answer']);
    const { of, at, identities, ...same } = queryOfManifest(manifest);
    const again = await all(
      (await exports.begin({ of, at, identities: identities === 'true', ...same } as ExportQuery)).bytes,
    );
    expect([again.equals(bytes), hashOf(again)]).toEqual([true, manifest.sha256]);
  });

  it('leave names out unless they are asked for', async () => {
    const names = (bytes: Buffer) => bytes.toString().match(/"w\d+"/g)?.length ?? 0;
    expect(names((await take()).bytes)).toBe(0);
    expect(names((await take({ identities: true })).bytes)).toBe(60);
  });

  describe('are refused', () => {
    const refused = (over: Over, code: string) => expect(exports.begin(queryOf(over))).rejects.toMatchObject({ code });

    it('for an unknown name, and for what did not exist yet', async () => {
      await refused({ of: 'shapes' }, 'export/unknown');
      await refused({ at: (await log.head()) + 1 }, 'export/beyond-log');
      await refused({ of: second, at: 1 }, 'export/not-yet');
      await refused({ of: ['colours', 'shapes'] }, 'export/unknown');
    });

    it('for what their format does not have, and for a column that is not there', async () => {
      await refused({ format: 'parquet', bom: true }, 'export/no-such-choice');
      await refused({ format: 'mephisto', columns: ['unit'] }, 'export/no-such-choice');
      await refused({ format: 'csv', columns: ['unit', 'answer.shape'] }, 'export/no-column');
      await refused({ format: 'jsonl', columns: ['color'] }, 'export/no-column');
    });

    it('when too many are under way, until one of them is closed', async () => {
      const begun = await Promise.all(Array.from({ length: 4 }, () => exports.begin(queryOf())));
      await refused({}, 'export/too-many');
      begun[0]?.close();
      const another = await exports.begin(queryOf());
      for (const { close } of [...begun, another]) close();
      expect(linesOf((await take()).bytes)).toHaveLength(60);
    });

    it('when a table would be too wide, before anything is sent', async () => {
      const answer = Object.fromEntries(Array.from({ length: 10_001 }, (_, n) => [`key${n}`, n]));
      const run = 'wide-three3' as RunId;
      const decisions = storyOf(run, 1).map((facts) =>
        facts.map((fact) => (fact.type === 'unit.submitted' ? { ...fact, data: { ...fact.data, answer } } : fact)),
      );
      for (const facts of decisions) await record(run, facts as AnyNewFact[]);
      await refused({ of: run, format: 'csv' }, 'export/too-wide');
      expect(linesOf((await take({ of: run })).bytes)).toHaveLength(1);
    });

    it('when something in a run could not be read, now or as of then', async () => {
      const run = 'odd-four4' as RunId;
      for (const facts of storyOf(run, 1)) await record(run, facts);
      const good = (await take({ of: run })).manifest;
      await record(run, [{ type: 'unit.painted', version: 9, data: {} } as unknown as AnyNewFact]);
      await refused({ of: run }, 'export/unreadable');
      expect((await take({ of: run, at: good.sequence })).manifest.sha256).toBe(good.sha256);
      const at = await log.head();
      await record(run, [{ type: 'unit.painted', version: 9, data: {} } as unknown as AnyNewFact]);
      await refused({ of: run, at }, 'export/unreadable');
    });
  });
});

async function all(chunks: AsyncIterable<Buffer>): Promise<Buffer> {
  const taken: Buffer[] = [];
  for await (const chunk of chunks) taken.push(chunk);
  return Buffer.concat(taken);
}
