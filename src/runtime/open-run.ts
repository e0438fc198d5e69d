import { openRunMailbox, type RunMailbox, type RunMailboxSettings } from '../actors/run-mailbox.ts';
import type { Fact, FactNamed } from '../events/catalog.ts';
import type { RunId } from '../events/ids.ts';
import type { Log } from '../events/log.ts';
import type { TaskConfig } from './config/task-keys.ts';
import { type ItemReader, itemReader } from './items.ts';
import { newSubmissionRate, type SubmissionRate } from './submission-rate.ts';
import { type SubmittedAnswers, submittedAnswers } from './submitted-answers.ts';

/** An open run: its mailbox, its opening settings, its submission rate, and a reader of its task data. */
export type OpenRun = {
  runId: RunId;
  mailbox: RunMailbox;
  items: ItemReader;
  answers: SubmittedAnswers;
  submissionRate: SubmissionRate;
  opening(): FactNamed<'task-run.opened'>['data'] | undefined;
  /** The position of its first commit; 0 before that. */
  beginsAt(): number;
};

/** The config a run was opened with. */
export const configOf = (run: Pick<OpenRun, 'opening'>): TaskConfig => run.opening()?.config as TaskConfig;

type Commit = { sequence: number; facts: readonly Fact[] };

/** Replays a run from the log and opens its mailbox; calls `onStored` with every later commit. */
export async function openRun(
  runId: RunId,
  log: Log,
  settings: Omit<RunMailboxSettings, 'log' | 'runId' | 'onStored'>,
  onStored: (commit: Commit) => void,
): Promise<OpenRun> {
  const items = itemReader(log);
  const answers = submittedAnswers(log);
  const submissionRate = newSubmissionRate();
  let opening: FactNamed<'task-run.opened'>['data'] | undefined;
  let beginsAt = 0;
  let isReplayed = false;

  const mailbox = await openRunMailbox({
    ...settings,
    log,
    runId,
    onStored(commit) {
      beginsAt ||= commit.sequence;
      items.note(commit);
      answers.note(commit);
      submissionRate.note(commit.facts);
      for (const fact of commit.facts) if (fact.type === 'task-run.opened') opening = fact.data;
      if (isReplayed) onStored(commit);
    },
  });
  isReplayed = true;
  return { runId, mailbox, items, answers, submissionRate, opening: () => opening, beginsAt: () => beginsAt };
}
