import { slugOf } from '../api/names.ts';
import type { Log } from '../events/log.ts';
import { refuse } from './refusals/refusals.ts';

/** A run whose history is unreadable or incomplete: it accepts no commands, and exports are refused instead of leaving it out. */
export type QuarantinedRun = { run: string; task?: string; sentence: string; isArriving?: true };

/** Quarantines a run, with its task if that can still be read. */
export async function quarantined(run: string, log: Log, reason: unknown): Promise<QuarantinedRun> {
  const task = await taskOf(run, log).catch(() => undefined);
  return { run, task, sentence: `Run ${run} could not be opened, as its history is unreadable: ${reason}` };
}

/** Quarantines a partly imported run: it must not act on half of its history. */
export async function quarantineArriving(run: string, label: string, log: Log): Promise<QuarantinedRun> {
  const task = await taskOf(run, log).catch(() => undefined);
  const sentence = `Run ${run} could not be opened, as its import is unfinished. Import the file of "${label}" again; it continues where it stopped.`;
  return { run, task, sentence, isArriving: true };
}

async function taskOf(run: string, log: Log): Promise<string | undefined> {
  for await (const { facts } of log.read(run)) {
    const opened = facts[0]?.data as { task?: unknown } | undefined;
    return typeof opened?.task === 'string' ? opened.task : undefined;
  }
  return undefined;
}

/** Refuses a request about a task or run while one of its runs is quarantined. */
export function requireAllRuns(inQuarantine: readonly QuarantinedRun[], of: string): void {
  // The id of a run begins with the slug of its task.
  const mayBeOf = ({ run, task = '' }: QuarantinedRun) => task === of || (!task && run.startsWith(`${slugOf(of)}-`));
  const missing = inQuarantine.find((one) => one.run === of || mayBeOf(one));
  if (missing) throw refuse(missing.isArriving ? 'export/arriving' : 'export/unreadable', { run: missing.run });
}
