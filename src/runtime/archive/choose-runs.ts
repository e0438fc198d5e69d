import type { ArchiveRequest } from '../../api/archives.ts';
import type { Log } from '../../events/log.ts';
import { refuse } from '../refusals/refusals.ts';
import type { Runtime } from '../runtime.ts';

/** The runs of an archive; `all` if none is left out. */
export type ChosenRuns = { runs: string[]; all: boolean };

type Runs = Pick<Runtime, 'runs' | 'run' | 'quarantined' | 'workspace'>;

/** Finds the requested runs; refuses unknown names, and runs with an incomplete history. */
export async function chooseRuns(
  { runtime, log }: { runtime: Runs; log: Log },
  request: ArchiveRequest,
): Promise<ChosenRuns> {
  const { tasks, runs, label, since } = request;
  const here = runtime.runs();
  const quarantined = runtime.quarantined();
  const all = tasks.length === 0 && runs.length === 0 && label === undefined;
  const ofTask = (task: string) => {
    const ids = [
      ...here.filter(({ mailbox }) => mailbox.run.taskRun.context.task === task).map(({ runId }) => runId),
      ...quarantined.filter((one) => one.task === task).map(({ run }) => run),
    ];
    if (ids.length === 0) throw refuse('archive/unknown-task', { task });
    return ids;
  };
  const chosen = new Set<string>([
    ...(all ? [...here.map(({ runId }) => runId), ...quarantined.map(({ run }) => run)] : []),
    ...tasks.flatMap(ofTask),
    ...runs,
    ...(label === undefined ? [] : importedAs(label, runtime)),
  ]);
  for (const run of chosen) {
    if (quarantined.some((one) => one.run === run)) throw refuse('archive/unreadable', { run });
    runtime.run(run);
  }
  if (since === undefined) return { runs: [...chosen], all };
  const late: string[] = [];
  for (const run of chosen) if (Date.parse(await openedAt(log, run)) >= Date.parse(since)) late.push(run);
  if (late.length === 0) throw refuse('archive/nothing', { since });
  return { runs: late, all: false };
}

function importedAs(label: string, runtime: Runs): string[] {
  const { imports } = runtime.workspace.mailbox.state;
  const found = [...imports.entries()].filter(([, { context }]) => context.label === label);
  if (found.length === 0) throw refuse('archive/unknown-label', { label });
  return found.flatMap(([, { context }]) => context.runs);
}

async function openedAt(log: Log, run: string): Promise<string> {
  for await (const { facts } of log.read(run)) return facts[0]?.at ?? '';
  return '';
}
