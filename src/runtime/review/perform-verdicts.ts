import { todo } from '../../actors/workspace.ts';
import type { VerdictId } from '../../events/ids.ts';
import { performTodos, sharedWork, type TodoLoop } from '../perform-todos.ts';
import type { OnProgress } from './each-unit.ts';
import { carryOut, carryOutUndo, type Reviewed, type Undone, type VerdictSettings } from './verdicts.ts';

/** Performs verdicts; concurrent calls for one verdict share the work. */
export type Performer = Omit<TodoLoop, 'retryNow'> & {
  carryOut(verdictId: VerdictId, report?: OnProgress): Promise<Reviewed>;
  undo(verdictId: VerdictId, report?: OnProgress): Promise<Undone>;
};

/**
 * Performs the workspace's to-dos `carry-out-verdict` and `undo-verdict`, and the runs' `follow-verdict`. Continues those of
 * the last process, and retries those that the log could not store.
 */
export function performVerdicts(settings: VerdictSettings, notify: (sentence: string) => void): Performer {
  const { runtime, followUps } = settings;
  const once = sharedWork();

  const decide = (verdictId: VerdictId, report?: OnProgress) =>
    once(`decide ${verdictId}`, () => carryOut(settings, verdictId, report));
  const undo = (verdictId: VerdictId, report?: OnProgress) =>
    once(`undo ${verdictId}`, () => carryOutUndo(settings, verdictId, report));

  /** All open to-dos, as functions that perform them. */
  function open(): (() => Promise<unknown>)[] {
    const verdicts = todo(runtime.workspace.mailbox.state).map((wait) => {
      const verdictId = wait.key as VerdictId;
      return () => (wait.do === 'undo-verdict' ? undo(verdictId) : decide(verdictId));
    });
    return [
      ...verdicts,
      ...followUps.open().map(
        ({ run, key }) =>
          () =>
            followUps.carryOut(run, key),
      ),
    ];
  }

  const { wake, settled, close } = performTodos({
    open,
    onFailure: (failure) => notify(`A recorded decision could not be carried out yet and is retried: ${failure}`),
  });
  return { carryOut: decide, undo, wake, settled, close };
}
