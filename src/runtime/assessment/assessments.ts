import * as judging from '../../actors/judging.ts';
import * as onboardings from '../../actors/onboarding.ts';
import { waitingOf } from '../../actors/special-units.ts';
import type { AgentId, UnitId, WorkerId } from '../../events/ids.ts';
import type { OpenRun } from '../open-run.ts';
import { performTodos, sharedWork } from '../perform-todos.ts';
import { settleUnit } from './judgement.ts';
import { type AssessmentSettings, settleOnboarding } from './onboarding.ts';

/** Judges what workers submit, and grants what follows: the runs' to-dos about onboardings, and about units that are judged. */
export type Assessments = {
  /** Performs what a worker's onboarding and units wait for before they can get another; rejects if their code failed. It is retried then. */
  settle(run: OpenRun, workerId: WorkerId): Promise<void>;
  /** Starts to perform what has become open. */
  wake(): void;
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
  const settleAgent = (run: OpenRun, agentId: AgentId) =>
    once(`${run.runId} ${agentId}`, () => settleOnboarding(settings, run, agentId));
  const judge = (run: OpenRun, unitId: UnitId) =>
    once(`${run.runId} ${unitId}`, () => settleUnit(settings, run, unitId));

  // What an imported run waits for belongs to the data folder it came from.
  const own = () => runtime.runs().filter(({ runId }) => !runtime.workspace.mailbox.state.brought.has(runId));

  function todosOf(run: OpenRun): (() => Promise<void>)[] {
    const { onboardings: begun, special: units } = run.mailbox.run;
    const agents = onboardings.todo(begun).map(({ key }) => key as AgentId);
    const unitIds = judging.todo(units).map(({ key }) => key as UnitId);
    return [...agents.map((id) => () => settleAgent(run, id)), ...unitIds.map((id) => () => judge(run, id))];
  }

  async function settleWorker(run: OpenRun, workerId: WorkerId): Promise<void> {
    const { onboardings: begun, special: units } = run.mailbox.run;
    const agentId = begun.last.get(workerId);
    if (agentId && begun.open.has(agentId)) await settleAgent(run, agentId);
    for (const unitId of waitingOf(units, workerId)) await judge(run, unitId);
  }

  const { wake, settled, close } = performTodos({
    open: () => own().flatMap(todosOf),
    onFailure: (failure) =>
      notify(`What a worker submitted could not be judged yet and is retried: ${(failure as Error).message}`),
  });

  return {
    async settle(run, workerId) {
      try {
        // What was submitted in another run of the task counts here, too.
        for (const one of own()) if (isOfTask(one, run)) await settleWorker(one, workerId);
      } catch (error) {
        wake();
        throw error;
      }
    },
    wake,
    settings,
    settled,
    close,
  };
}

const taskOf = ({ mailbox }: OpenRun) => mailbox.run.taskRun.context.task;
const isOfTask = (one: OpenRun, other: OpenRun): boolean => one === other || taskOf(one) === taskOf(other);
