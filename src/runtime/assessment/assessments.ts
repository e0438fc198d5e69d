import * as judging from '../../actors/judging.ts';
import * as onboardings from '../../actors/onboarding.ts';
import { waitingOf } from '../../actors/special-units.ts';
import type { AgentId, UnitId, WorkerId } from '../../events/ids.ts';
import type { OpenRun } from '../open-run.ts';
import { performTodos, sharedWork, type TodoLoop } from '../perform-todos.ts';
import { type Failing, openFailing } from './failing.ts';
import { countTogether } from './gold.ts';
import { followJudgement, judgeUnit } from './judgement.ts';
import { type AssessmentSettings, settleOnboarding } from './onboarding.ts';

/** Judges what workers submit, and grants what follows: the runs' to-dos about onboardings, and about units that are judged. */
export type Assessments = {
  /** Performs what a worker's onboarding and units wait for before they can get another; rejects if their code failed. It is retried then. */
  settle(run: OpenRun, workerId: WorkerId): Promise<void>;
  /** Starts to perform what has become open in a run. */
  wake(run: OpenRun): void;
  /** Forgets what the former code of a run has decided or failed to do, and tries again what waits for it. */
  reconsider(run: OpenRun): void;
  /** Tells the requester, once for each sentence, why workers get nothing at the moment. */
  report(run: OpenRun, error: Error): void;
  /** What the code of runs fails to do at present. */
  failing: Failing;
  /** What the assessments are made with. */
  settings: AssessmentSettings;
  /** Resolves when no to-do is open. */
  settled(): Promise<void>;
  close(): void;
};

/** Opens the assessments, and continues what the last process had not done. */
export function openAssessments(settings: AssessmentSettings & { notify: (sentence: string) => void }): Assessments {
  const { runtime, notify } = settings;
  // Concurrent calls share the work.
  const once = sharedWork();
  const failing = openFailing();
  const perform = (run: OpenRun, what: string, work: () => Promise<void>) =>
    once(`${what} ${run.runId}`, () => failing.during(run, what, work));
  const settleAgent = (run: OpenRun, agentId: AgentId) =>
    perform(run, `settle ${agentId}`, () => settleOnboarding(settings, run, agentId));
  const judge = (run: OpenRun, unitId: UnitId) =>
    perform(run, `judge ${unitId}`, () => judgeUnit(settings, run, unitId));
  const follow = (run: OpenRun, unitId: UnitId) =>
    perform(run, `follow ${unitId}`, () => followJudgement(settings, run, unitId));

  // What an imported run waits for belongs to the data folder it came from.
  const own = () => runtime.runs().filter(({ runId }) => !runtime.workspace.mailbox.state.brought.has(runId));

  function todosOf(run: OpenRun): (() => Promise<void>)[] {
    const { onboardings: begun, special: units } = run.mailbox.run;
    const agents = onboardings.todo(begun).map(({ key }) => key as AgentId);
    const ofUnits = judging.todo(units).map((wait) => {
      const unitId = wait.key as UnitId;
      if (wait.do !== 'judge-unit') return () => follow(run, unitId);
      return () => judge(run, unitId).then(() => follow(run, unitId));
    });
    return [...agents.map((id) => () => settleAgent(run, id)), ...ofUnits];
  }

  async function settleWorker(run: OpenRun, workerId: WorkerId): Promise<void> {
    const { onboardings: begun, special: units } = run.mailbox.run;
    const agentId = begun.last.get(workerId);
    if (agentId && begun.open.has(agentId)) await settleAgent(run, agentId);
    for (const unitId of waitingOf(units, workerId)) await judge(run, unitId);
    if (units.unfollowed.size > 0) wake(run);
  }

  /** In another run, a grant is what says how it went. */
  async function settleElsewhere(other: OpenRun, workerId: WorkerId): Promise<void> {
    await settleWorker(other, workerId);
    for (const unitId of waitingOf(other.mailbox.run.special, workerId)) await follow(other, unitId);
  }

  // One loop for each run: code that fails or hangs delays no other run.
  const loops = new Map<string, TodoLoop>();
  function wake(run: OpenRun): void {
    const loop = loops.get(run.runId);
    if (loop) {
      loop.wake();
      return;
    }
    const onFailure = (failure: unknown) =>
      notify(`Run ${run.runId}: what was submitted could not be judged yet and is retried: ${messageOf(failure)}`);
    loops.set(run.runId, performTodos({ open: () => todosOf(run), onFailure, stopsAtFailure: true, concurrent }));
  }
  for (const run of own()) if (todosOf(run).length > 0) wake(run);

  const reported = new Set<string>();
  return {
    async settle(run, workerId) {
      // What was submitted in another run of the task counts here, too; that it cannot be judged there is no reason to wait here.
      for (const other of own()) {
        if (other === run || !countTogether(other, run)) continue;
        await settleElsewhere(other, workerId).catch(() => wake(other));
      }
      try {
        await settleWorker(run, workerId);
      } catch (error) {
        wake(run);
        throw error;
      }
    },
    wake,
    reconsider(run) {
      settings.refusedItems.forget(run);
      failing.forget(run);
      wake(run);
    },
    failing,
    report({ runId }, error) {
      const sentence = `Run ${runId}: ${error.message}`;
      if (reported.has(sentence) || reported.size >= maxReported) return;
      reported.add(sentence);
      notify(sentence);
    },
    settings,
    async settled() {
      for (const { settled } of loops.values()) await settled();
    },
    close() {
      for (const { close } of loops.values()) close();
    },
  };
}

const maxReported = 1000;
/** How many to-dos of a run are performed at the same time: what they record is then in few commits. */
const concurrent = 64;

const messageOf = (failure: unknown) => (failure instanceof Error ? failure.message : String(failure));
