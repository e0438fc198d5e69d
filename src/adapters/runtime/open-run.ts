import { type Mailbox, type MailboxSettings, openMailbox } from '../../actors/mailbox.ts';
import type { Fact, FactNamed } from '../../events/catalog.ts';
import type { RunId } from '../../events/ids.ts';
import type { Log } from '../../events/log.ts';
import { type ItemReader, itemReader } from './items.ts';

/** A run as its runtime holds it: its mailbox, what it was opened with, and a way to its task data. */
export type OpenRun = {
  runId: RunId;
  mailbox: Mailbox;
  items: ItemReader;
  opening(): FactNamed<'task-run.opened'>['data'] | undefined;
};

type Heard = { sequence: number; facts: readonly Fact[] };

/** Replays a run from the log and opens its mailbox; `onStored` hears every commit after that. */
export async function openRun(
  runId: RunId,
  log: Log,
  settings: Omit<MailboxSettings, 'log' | 'runId' | 'onStored'>,
  onStored: (commit: Heard) => void,
): Promise<OpenRun> {
  const items = itemReader(log);
  let opening: FactNamed<'task-run.opened'>['data'] | undefined;
  let live = false;

  const mailbox = await openMailbox({
    ...settings,
    log,
    runId,
    onStored(commit) {
      items.note(commit);
      for (const fact of commit.facts) if (fact.type === 'task-run.opened') opening = fact.data;
      if (live) onStored(commit);
    },
  });
  live = true;
  return { runId, mailbox, items, opening: () => opening };
}
