import { refuse } from '../../actors/refusals.ts';
import type { Log } from '../../events/log.ts';
import { slugOf } from '../tasks/task-keys.ts';

/** A run whose history cannot be read: nothing is decided for it, and nobody may leave it out in silence. */
export type SetAside = { run: string; task?: string; sentence: string };

/** Sets a run aside, with the reason, and with the task it is of as far as its log still says. */
export async function setAside(run: string, log: Log, reason: unknown): Promise<SetAside> {
  const task = await taskOf(run, log).catch(() => undefined);
  return { run, task, sentence: `Run ${run} is set aside because its history cannot be read: ${reason}` };
}

async function taskOf(run: string, log: Log): Promise<string | undefined> {
  for await (const { facts } of log.read(run)) {
    const opened = facts[0]?.data as { task?: unknown } | undefined;
    return typeof opened?.task === 'string' ? opened.task : undefined;
  }
  return undefined;
}

/** Refuses what would be taken for all of a task, or of a run, while one of its runs cannot be read. */
export function insistOnAll(aside: readonly SetAside[], of: string): void {
  // A run is called like its task, with some letters behind.
  const mayBeOf = ({ run, task = '' }: SetAside) => task === of || (!task && run.startsWith(`${slugOf(of)}-`));
  const missing = aside.find((one) => one.run === of || mayBeOf(one));
  if (missing) throw refuse('export/unreadable', { run: missing.run });
}
