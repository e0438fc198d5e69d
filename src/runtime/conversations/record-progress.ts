import type { Refusal } from '../../actors/refusal.ts';
import { withoutMissing } from '../../actors/without-missing.ts';
import type { AssignmentId } from '../../events/ids.ts';
import type { OpenRun } from '../open-run.ts';
import type { ConversationProgress } from '../ports/conversation-code.ts';
import type { Files } from '../ports/files.ts';
import { store } from '../procedures/stored-values.ts';
import { type CodeLimits, codeLimits, type DoneByCode, tooMuch } from './done-by-code.ts';
import { commandOf } from './step-command.ts';

/** What recording needs. */
export type RecordingSettings = {
  files: Files;
  nowMs: () => number;
  /** How much the code of one conversation may do. */
  limits?: CodeLimits;
};

type Recorded = { run: OpenRun; assignmentId: AssignmentId; done: DoneByCode };
type Progress = Exclude<ConversationProgress, { unknown: true }>;

/** Records what the code has done; what is more than it may do ends the conversation. */
export async function recordProgress(
  { files, nowMs, limits = codeLimits }: RecordingSettings,
  { run, assignmentId, done }: Recorded,
  progress: Progress,
): Promise<void> {
  const over = tooMuch(done, progress.steps, limits);
  const { steps, ended, failed } = over === undefined ? progress : { steps: [], failed: over };
  const by = `conversation:${run.runId}`;
  const now = new Date(nowMs()).toISOString();
  const of = { assignmentId, now, people: done.people };
  const hold = files.hold();
  try {
    const commands = await Promise.all(steps.map((one) => commandOf(one, of, { files, hold })));
    // They are decided in this order, and stored together.
    await Promise.all(commands.map((command) => run.mailbox.ask(command, by)));
    const end = { type: 'conversation.end', assignmentId, now } as const;
    if (failed !== undefined) await run.mailbox.ask({ ...end, reason: 'code-failed', note: failed }, by);
    else if (ended) {
      const { value: data, file: dataFile } = await store(ended.data, { files, hold, field: 'data' });
      await run.mailbox.ask({ ...end, reason: 'done', ...withoutMissing({ data, dataFile }) }, by);
    }
  } finally {
    hold.end();
  }
}

/** Ends a conversation whose code fails again and again; false if that could not be recorded. */
export async function endsFailed(
  { nowMs, report }: Pick<RecordingSettings, 'nowMs'> & { report: (run: OpenRun, error: unknown) => void },
  { run, assignmentId }: Pick<Recorded, 'run' | 'assignmentId'>,
  { message }: Refusal,
): Promise<boolean> {
  const now = new Date(nowMs()).toISOString();
  const end = { type: 'conversation.end', assignmentId, now, reason: 'code-failed', note: message } as const;
  try {
    await run.mailbox.ask(end, `conversation:${run.runId}`);
    return true;
  } catch (error) {
    report(run, error);
    return false;
  }
}
