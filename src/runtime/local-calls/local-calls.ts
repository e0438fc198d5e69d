import { statusNamed } from '../../actors/agent.ts';
import { isActive } from '../../actors/qualification.ts';
import { hasStopped } from '../../actors/run.ts';
import { onlyForNewWorkers, workersByCondition } from '../../actors/units-left.ts';
import { type AgentId, partsOf, type QualificationId, UnitId, type WorkerId } from '../../events/ids.ts';
import type { Assessments } from '../assessment/assessments.ts';
import type { Located, RunFigures, RuntimeCalls, WorkspaceCalls } from '../calls.ts';
import type { OpenRun } from '../open-run.ts';
import type { RefusedRows } from '../ports/refused-rows.ts';
import type { Procedures } from '../procedures/procedures.ts';
import type { Runtime } from '../runtime.ts';
import type { ConnectSettings } from './connect.ts';
import { type FoundNoWork, openFoundNoWork } from './found-no-work.ts';
import { localRunCalls, recorded } from './local-run-calls.ts';
import { openRefusedWorkers, type RefusedWorkers } from './refused-workers.ts';

type Settings = {
  runtime: Runtime;
  assessments: Assessments;
  procedures: Pick<Procedures, 'call'>;
  refusedRows: RefusedRows;
  readPlaces?: ConnectSettings['readPlaces'];
  now: () => number;
};

/** Implements the calls on a runtime in the same process. */
export function localCalls({ runtime, assessments, procedures, refusedRows, readPlaces, now }: Settings): RuntimeCalls {
  const foundNoWork = openFoundNoWork(now);
  const refusedWorkers = openRefusedWorkers(refusedRows);
  for (const { runId, mailbox } of runtime.runs()) if (hasStopped(mailbox.run)) refusedWorkers.forgetRun(runId);
  runtime.onEnded(refusedWorkers.forgetRun);
  const turnedAway = { foundNoWork, refusedWorkers };
  return {
    run: localRunCalls({ runtime, now, assessments, procedures, readPlaces, ...turnedAway }),
    workspace: workspaceCalls(runtime, turnedAway, assessments),
  };
}

type TurnedAway = { foundNoWork: FoundNoWork; refusedWorkers: RefusedWorkers };

function workspaceCalls(runtime: Runtime, turnedAway: TurnedAway, { failing }: Assessments): WorkspaceCalls {
  const { workspace } = runtime;
  const unfinished = () => runtime.runs().filter(({ mailbox }) => !mailbox.run.taskRun.matches('completed'));
  return {
    decide: ({ command, by }) => recorded(runtime.askWorkspace(command, by)),
    sequence: async () => workspace.mailbox.sequence,
    lastSequence: async () => Math.max(0, ...runtime.runs().map(({ mailbox }) => mailbox.sequence)),
    hasWorked: async ({ workerId }) => runtime.hasWorked(workerId),
    isExpected: async ({ workerId }) => isExpected(runtime, turnedAway, workerId),
    workerNamed: async ({ provider, name }) => runtime.workerId(provider, name),
    async qualification({ qualificationId }) {
      const known = workspace.mailbox.state.qualifications.get(qualificationId);
      return known ? { name: known.context.name, isActive: isActive(known) } : null;
    },
    locate: async ({ id }) => locate(runtime, id),
    quarantined: async () => runtime.quarantined(),
    problems: async () => runtime.problems(),
    hosts: async () =>
      runtime.hosts().map((host) => {
        // Without one of the process itself, what its code fails in.
        const [failure] = host.failure === undefined ? failing.of(host.run) : [host.failure];
        return failure === undefined ? host : { ...host, failure };
      }),
    async figures() {
      const down = new Map(
        runtime.hosts().map(({ run, pid, failure }) => [run, pid === undefined ? failure : undefined]),
      );
      return runtime.runs().map((run) => {
        const stopped = down.get(run.runId);
        const codeFailures = [...new Set([...(stopped === undefined ? [] : [stopped]), ...failing.of(run.runId)])];
        return { ...figuresOf(run, turnedAway), codeFailures };
      });
    },
    agentCounts: async () => unfinished().map((run) => ({ run: run.runId, statuses: statusesIn(run) })),
    async activeWorkers() {
      const active = new Set<string>();
      for (const { mailbox } of unfinished())
        for (const [id, worker] of mailbox.run.workers) if (worker.held.length > 0) active.add(id);
      return active.size;
    },
    recreate: ({ opening, instead, by }) => recorded(runtime.recreate(opening, instead, by)),
  };
}

const figuresOf = (
  { runId, submissionRate, mailbox }: OpenRun,
  { foundNoWork, refusedWorkers }: TurnedAway,
): Omit<RunFigures, 'codeFailures'> => ({
  run: runId,
  perHour: submissionRate.perHour(),
  lastSubmittedAt: submissionRate.last(),
  dataEnded: mailbox.run.taskRun.context.dataEnded,
  foundNoWork: foundNoWork.count(runId),
  refused: refusedWorkers.counts(runId),
  onlyForNew: onlyForNewWorkers(mailbox.run),
  conditions: workersByCondition(mailbox.run),
});

const isExpected = (runtime: Runtime, { refusedWorkers }: TurnedAway, workerId: WorkerId): boolean =>
  runtime.hasWorked(workerId) ||
  runtime
    .runs()
    .some(({ runId, mailbox }) => mailbox.run.invitations.has(workerId) || refusedWorkers.of(runId).has(workerId));

const statusesIn = ({ mailbox }: OpenRun): Record<string, number> =>
  Object.fromEntries([...mailbox.run.agents.tally()].map(([state, count]) => [statusNamed(state), count]));

/** A unit is recognized by the form of its id; anything else is looked up, the most likely first. */
function locate(runtime: Runtime, id: string): Located | null {
  const isQuarantined = (run: string) => runtime.quarantined().some((one) => one.run === run);
  const unitId = UnitId.safeParse(id).data;
  if (unitId) {
    const { run } = partsOf(unitId);
    return { kind: 'unit', run: isQuarantined(run) ? run : runtime.run(run).runId, unitId };
  }
  const runs = runtime.runs();
  const home = runs.find(({ mailbox }) => mailbox.run.agents.get(id));
  if (home) return { kind: 'agent', run: home.runId, agentId: id as AgentId };
  if (isQuarantined(id) || runs.some(({ runId }) => runId === id)) return { kind: 'run', run: id };
  if (runtime.hasWorked(id as WorkerId)) return { kind: 'worker', workerId: id as WorkerId };
  const qualificationId = id as QualificationId;
  const isQualification = runtime.workspace.mailbox.state.qualifications.get(qualificationId) !== undefined;
  return isQualification ? { kind: 'qualification', qualificationId } : null;
}
