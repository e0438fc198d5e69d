import { counted } from '../../actors/counted.ts';
import { plainOrder } from '../../actors/next-in-order.ts';
import { type Run, unitOf } from '../../actors/run.ts';
import { runDecider } from '../../actors/run-mailbox.ts';
import { purposeOf, type SpecialUnits } from '../../actors/special-units.ts';
import { taskRun } from '../../actors/task-run.ts';
import { statusOf } from '../../actors/unit.ts';
import { workspaceDecider } from '../../actors/workspace.ts';
import type { Verified } from '../../api/log.ts';
import type { UnitId } from '../../events/ids.ts';
import { type Log, WORKSPACE } from '../../events/log.ts';
import { unitPage } from '../../projections/units/unit-list.ts';
import type { Damage } from '../integrity/damage.ts';
import type { OpenRun } from '../open-run.ts';
import type { Files } from '../ports/files.ts';
import type { ReadModel } from '../ports/read-model.ts';
import type { Runtime } from '../runtime.ts';
import { type Check, compare } from './compare.ts';
import { brokenFiles } from './files.ts';
import { plainWorkspace, workspaceDifference } from './workspace.ts';

type Settings = {
  runtime: Runtime;
  log: Log;
  readModel: ReadModel;
  files: Files;
  /** The damages that are known already. */
  damages: () => readonly Damage[];
};

type Report = (progress: { step: string; done?: number; total?: number }) => void;

/**
 * Checks that the log is complete, that its facts are published, that its work is in the rows, and that the folded log, the
 * live state and the rows are equal for every run and the workspace; `withFiles` also checks the contents of all files.
 */
export async function verify(
  settings: Settings,
  { report = () => undefined, withFiles = false }: { report?: Report; withFiles?: boolean } = {},
): Promise<Verified> {
  const { runtime, log, readModel, files } = settings;
  const audited = await readModel.audit((progress) => report({ step: 'Checking the log', ...progress }));
  const damages = [...settings.damages(), ...audited.damages];
  const { mailbox } = runtime.workspace;
  const workspaceOf = { name: WORKSPACE, mailbox, decider: workspaceDecider, toPlain: plainWorkspace };
  const checks = [
    await compare(
      { ...workspaceOf, fromRows: (workspace) => workspaceDifference(workspace, readModel.db) },
      log,
      readModel,
    ),
  ];
  const runs = runtime.runs();
  for (const [done, run] of runs.entries()) {
    report({ step: 'Comparing runs', done, total: runs.length });
    checks.push(await verifyRun(run, log, readModel));
  }
  for (const { run, sentence } of runtime.quarantined()) checks.push({ run, same: false, difference: sentence });
  const onFile = (done: number, total: number) => report({ step: 'Reading files', done, total });
  const broken = withFiles ? await brokenFiles(readModel.db, files, onFile) : [];
  const { commits, facts, published } = audited;
  const ok = checks.every(({ same }) => same) && [damages, broken, published].every((found) => found.length === 0);
  return { ok, checks, damages, ...(withFiles ? { files: broken } : {}), published, commits, facts };
}

const verifyRun = ({ runId, mailbox }: OpenRun, log: Log, readModel: ReadModel): Promise<Check> => {
  const fromRows = (run: Run) => differenceFromRows(run, runId, readModel);
  return compare({ name: runId, mailbox, decider: runDecider, toPlain: plainRun, fromRows }, log, readModel);
};

const sorted = <Value>(entries: Iterable<[string, Value]>) => [...entries].sort(([a], [b]) => (a < b ? -1 : 1));

function plainSpecial({ made, counts, screening, workers, unjudged, unfollowed }: SpecialUnits) {
  return {
    ...{ made: [...made], counts, screening: [...screening].sort() },
    workers: sorted(workers).map(([id, { keys, unpassed, ...worker }]) => [
      ...[id, worker, [...keys].sort(), [...unpassed].sort()],
    ]),
    ...{ unjudged: sorted(unjudged), unfollowed: sorted(unfollowed) },
  };
}

/** A run's whole state as plain data in a fixed order. */
export function plainRun(run: Run) {
  const { inOrder } = run.freeUnits;
  return {
    taskRun: taskRun.rest(run.taskRun),
    units: sorted(run.units.entries()),
    agents: sorted(run.agents.entries()),
    assignments: sorted(run.assignments.entries()),
    registrations: sorted(run.registrations),
    workers: sorted(run.workers).map(([id, { had, ...worker }]) => [id, worker, [...had]]),
    inWork: [...run.inWork].sort(),
    freeUnits: { ...run.freeUnits, back: [...run.freeUnits.back], inOrder: inOrder && plainOrder(inOrder) },
    treatments: sorted(run.treatments.known),
    labels: [...run.labels.counts].map(([index, counts]) => [index, [...counts]]),
    bonuses: sorted(run.bonuses),
    followUps: { known: sorted(run.followUps.known), open: [...run.followUps.open].sort() },
    tally: run.tally,
    special: plainSpecial(run.special),
    money: plainMoney(run),
  };
}

function plainMoney({ offers, submissions, owed, payments }: Run) {
  return {
    offers: sorted(offers.entries()),
    submissions: sorted(submissions.states.entries()),
    places: [sorted(submissions.agentOf), sorted(submissions.ofAgent), sorted(submissions.counts)],
    owed: [sorted(owed.units), sorted(owed.bonuses), sorted(owed.rejections)],
    payments: [sorted(payments.states.entries()), [...payments.open].sort()],
  };
}

function differenceFromRows(run: Run, runId: string, { db }: ReadModel): string | undefined {
  let seen = 0;
  let cursor: string | undefined;
  do {
    const page = unitPage(db, { run: runId, limit: 1000, cursor });
    for (const { id: unit, status, agent, purpose } of page.units) {
      seen++;
      const live = unitOf(run, unit as UnitId)?.unit;
      if (!live || statusOf(live) !== status)
        return `unit ${unit} is ${live && statusOf(live)}, and ${status} in the read model`;
      if (status !== 'open' && (live.context.agentId ?? null) !== agent)
        return `unit ${unit} has another agent in the read model`;
      if ((purposeOf(run.special, unit as UnitId) ?? null) !== purpose)
        return `unit ${unit} is for something else in the read model`;
    }
    cursor = page.cursor;
  } while (cursor);
  return seen === run.tally.units ? undefined : `the read model has ${seen} of ${counted(run.tally.units, 'unit')}`;
}
