import { isDeepStrictEqual } from 'node:util';
import { evolve, newRun, type Run, unitOf } from '../actors/run.ts';
import { taskRun } from '../actors/task-run.ts';
import { statusOf } from '../actors/unit.ts';
import { read } from '../events/catalog.ts';
import type { UnitId } from '../events/ids.ts';
import type { Log } from '../events/log.ts';
import { unitPage } from '../projections/units.ts';
import type { ReadModel } from './read-model/read-model.ts';
import type { OpenRun } from './runtime/open-run.ts';
import type { Runtime } from './runtime/runtime.ts';

type Settings = { runtime: Runtime; log: Log; readModel: ReadModel };
type Check = { run: string; same: boolean; difference?: string };

const patienceMs = 30_000;
const tries = 20;

/** Whether three tellings agree for every run: the log folded anew, the live state, and the rows people see. */
export async function verify({ runtime, log, readModel }: Settings): Promise<{ ok: boolean; checks: Check[] }> {
  const checks: Check[] = [];
  for (const run of runtime.runs()) checks.push(await verifyRun(run, log, readModel));
  return { ok: checks.every(({ same }) => same), checks };
}

async function verifyRun(open: OpenRun, log: Log, readModel: ReadModel): Promise<Check> {
  const { runId, mailbox } = open;
  for (let attempt = 0; attempt < tries; attempt++) {
    const folded = newRun();
    let sequence = 0;
    for await (const commit of log.read(runId)) {
      for (const fact of commit.facts) evolve(folded, read(fact));
      sequence = commit.sequence;
    }
    await readModel.reached(sequence, patienceMs);
    // A run in motion is looked at again: only states of the same moment can be compared.
    if (mailbox.sequence !== sequence || !mailbox.isQuiet) {
      await new Promise((resolve) => setTimeout(resolve, 50));
      continue;
    }
    const difference = isDeepStrictEqual(picture(folded), picture(mailbox.run))
      ? differenceFromRows(folded, runId, readModel)
      : 'the live state is not what the log says';
    return { run: runId, same: !difference, ...(difference ? { difference } : {}) };
  }
  return { run: runId, same: false, difference: 'the run did not stand still long enough to be compared' };
}

/** Everything a run's state holds, as JSON would hold it: what JSON leaves out, no log can tell apart. */
const picture = (run: Run): unknown => JSON.parse(JSON.stringify(pictureOf(run)));

function pictureOf(run: Run) {
  const sorted = <Value>(entries: Iterable<[string, Value]>) => [...entries].sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    taskRun: taskRun.rest(run.taskRun),
    units: sorted(run.units.entries()),
    agents: sorted(run.agents.entries()),
    assignments: sorted(run.assignments.entries()),
    registrations: sorted(run.registrations),
    workers: sorted(run.workers).map(([id, { had, ...worker }]) => [id, worker, [...had]]),
    inWork: [...run.inWork].sort(),
    openings: { ...run.openings, back: [...run.openings.back] },
    tally: run.tally,
  };
}

function differenceFromRows(run: Run, runId: string, { db }: ReadModel): string | undefined {
  let seen = 0;
  let cursor: string | undefined;
  do {
    const page = unitPage(db, { run: runId, limit: 1000, cursor });
    for (const { id: unit, status, agent } of page.units) {
      seen++;
      const live = unitOf(run, unit as UnitId)?.unit;
      if (!live || statusOf(live) !== status)
        return `unit ${unit} is ${live && statusOf(live)}, and ${status} in the read model`;
      if (status !== 'open' && (live.context.agentId ?? null) !== agent)
        return `unit ${unit} has another agent in the read model`;
    }
    cursor = page.cursor;
  } while (cursor);
  return seen === run.tally.units ? undefined : `the read model has ${seen} of ${run.tally.units} units`;
}
