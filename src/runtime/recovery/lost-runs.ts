import { eq } from 'drizzle-orm';
import { evolve } from '../../actors/evolve-run.ts';
import { newRun } from '../../actors/run.ts';
import { assertUnitsExist } from '../../actors/run-mailbox.ts';
import { Recovered } from '../../api/recovery.ts';
import { read } from '../../events/catalog.ts';
import type { Log } from '../../events/log.ts';
import { taskRuns } from '../../projections/runs/task-runs.ts';
import type { Database } from '../../projections/store/database.ts';
import { assignments } from '../../projections/units/assignments.ts';

/** The runs of a log whose history is readable. */
export async function readableRuns(log: Log): Promise<Set<string>> {
  const readable = new Set<string>();
  for (const run of await log.runs()) {
    try {
      const state = newRun();
      for await (const { facts } of log.read(run)) for (const fact of facts) evolve(state, read(fact));
      assertUnitsExist(state);
      readable.add(run);
    } catch {
      // Some of its commits are missing, and it is reported as quarantined.
    }
  }
  return readable;
}

/** The runs in the rows that are unreadable in the log, each with its items. */
export function* runsIn(db: Database, readable: ReadonlySet<string>): Generator<Recovered> {
  const source = 'the rows';
  for (const row of db.select().from(taskRuns).orderBy(taskRuns.row).all()) {
    const { runId: run, task, title, launched, settings, config } = row;
    if (readable.has(run)) continue;
    const { data } = Recovered.safeParse({ kind: 'run', run, source, task, title, launched, settings, config });
    if (!data) continue;
    yield data;
    for (const item of db
      .select()
      .from(assignments)
      .where(eq(assignments.runId, run))
      .orderBy(assignments.index)
      .all()) {
      const { index, units, shared, unitData } = item;
      yield { kind: 'item', run, source, index, units, shared, ...(unitData ? { unitData } : {}) };
    }
  }
}
