import { todo } from '../../actors/onboarding.ts';
import type { AgentId } from '../../events/ids.ts';
import type { OpenRun } from '../open-run.ts';
import { performTodos, sharedWork } from '../perform-todos.ts';
import { type AssessmentSettings, settleOnboarding } from './onboarding.ts';

/** Judges what workers submit, and grants what follows: the runs' to-dos `judge-onboarding` and `grant-onboarding`. */
export type Assessments = {
  /** Performs what an onboarding waits for; concurrent calls share the work. Rejects if its code failed; it is retried then. */
  settle(run: OpenRun, agentId: AgentId): Promise<void>;
  functionsOf: AssessmentSettings['functionsOf'];
  /** Resolves when no to-do is open. */
  settled(): Promise<void>;
  close(): void;
};

/** Opens the assessments, and continues what the last process had not done. */
export function openAssessments(settings: AssessmentSettings & { notify: (sentence: string) => void }): Assessments {
  const { runtime, functionsOf, notify } = settings;
  const once = sharedWork();
  const settle = (run: OpenRun, agentId: AgentId) =>
    once(`${run.runId} ${agentId}`, () => settleOnboarding(settings, run, agentId));

  // What an imported run waits for belongs to the data folder it came from.
  const own = () => runtime.runs().filter(({ runId }) => !runtime.workspace.mailbox.state.brought.has(runId));
  const open = () =>
    own().flatMap((run) =>
      todo(run.mailbox.run.onboardings).map(
        ({ key }) =>
          () =>
            settle(run, key as AgentId),
      ),
    );
  const { wake, settled, close } = performTodos({
    open,
    onFailure: (failure) =>
      notify(`What a worker submitted could not be judged yet and is retried: ${(failure as Error).message}`),
  });

  return {
    async settle(run, agentId) {
      try {
        await settle(run, agentId);
      } catch (error) {
        wake();
        throw error;
      }
    },
    functionsOf,
    settled,
    close,
  };
}
