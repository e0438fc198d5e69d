import { todoOf } from '../../actors/conversation-clock.ts';
import type { AssignmentId } from '../../events/ids.ts';
import type { OpenRun } from '../open-run.ts';

/** How often the clock is looked at, in ms: what is due is so late at most. */
const checkEveryMs = 200;
const retryMs = 1000;

/** Waits for what is due in conversations. */
export type ConversationClock = {
  /** Looks what a conversation waits for now. */
  note(run: OpenRun, assignmentId: AssignmentId): void;
  close(): void;
};

/** Whether something is due in a conversation by a time. */
const isDue = (run: OpenRun, assignmentId: AssignmentId, now: string): boolean =>
  todoOf(run.mailbox.run, assignmentId).some(({ do: what, due = '' }) => what === 'advance-conversation' && due <= now);

type Due = { run: OpenRun; assignmentId: AssignmentId; atMs: number };

/** Records in each conversation what is due, once its time has come; `report` gets what cannot be recorded, which is tried again. */
export function openClock(nowMs: () => number, report: (error: unknown) => void): ConversationClock {
  const dues = new Map<string, Due>();
  const advancing = new Set<string>();

  function note(run: OpenRun, assignmentId: AssignmentId): void {
    const wait = todoOf(run.mailbox.run, assignmentId).find((todo) => todo.do === 'advance-conversation');
    if (!wait) dues.delete(assignmentId);
    else dues.set(assignmentId, { run, assignmentId, atMs: wait.due === undefined ? 0 : Date.parse(wait.due) });
  }

  async function advance({ run, assignmentId }: Due): Promise<void> {
    const now = new Date(nowMs()).toISOString();
    advancing.add(assignmentId);
    try {
      let recorded: readonly unknown[];
      do ({ facts: recorded } = await run.mailbox.ask({ type: 'conversation.advance', assignmentId, now }, 'clock'));
      while (recorded.length > 0 && isDue(run, assignmentId, now));
      note(run, assignmentId);
    } catch (error) {
      report(error);
      dues.set(assignmentId, { run, assignmentId, atMs: nowMs() + retryMs });
    } finally {
      advancing.delete(assignmentId);
    }
  }

  const timer = setInterval(() => {
    const now = nowMs();
    for (const due of dues.values()) if (due.atMs <= now && !advancing.has(due.assignmentId)) void advance(due);
  }, checkEveryMs).unref();
  return { note, close: () => clearInterval(timer) };
}
