import type { ArchivedRun } from '../../api/archives.ts';
import type { StoredFile } from '../../events/file.ts';
import { headOf } from '../../events/line.ts';
import { type Log, type StoredCommit, WORKSPACE } from '../../events/log.ts';
import { namesWorker } from '../../events/onboarding.ts';
import type { ChosenRuns } from './choose-runs.ts';
import { lineOf } from './commit-lines.ts';

/** The contents of an archive as of a log position. */
export type Scope = ChosenRuns & { position: number; identities: boolean };

/** The result of a first pass over the commits, before anything is written. */
type CommitScan = {
  runs: ArchivedRun[];
  /** The size of the commits as lines. */
  bytes: number;
  /** Every file of the runs, with its size in bytes and one of its runs. */
  files: Map<string, { size: number; run: string }>;
  workers: Set<string>;
};

/** Whether an archive is complete, so that a data folder can be restored from it. */
export const isWhole = ({ all, identities }: Scope): boolean => all && identities;

/** The commits of an archive: in log order if it has all runs, else run by run. */
export async function* commitsOf(log: Log, scope: Scope): AsyncGenerator<StoredCommit> {
  const { runs, all, position } = scope;
  if (!all) {
    for (const run of runs) {
      for await (const commit of log.read(run)) {
        if (commit.sequence > position) break;
        yield commit;
      }
    }
    return;
  }
  for await (const commit of log.between(0, position)) {
    // The workspace's commits contain the pseudonym key.
    if (commit.run !== WORKSPACE || isWhole(scope)) yield commit;
  }
}

/** Reads the commits once: their size as lines, and their files and workers. */
export async function scanCommits(log: Log, scope: Scope, report: (sequence: number) => void): Promise<CommitScan> {
  const runs = new Map<string, ArchivedRun>();
  const files: CommitScan['files'] = new Map();
  const workers = new Set<string>();
  let bytes = 0;
  for await (const commit of commitsOf(log, scope)) {
    bytes += Buffer.byteLength(lineOf(commit, scope.identities));
    report(commit.sequence);
    if (commit.run === WORKSPACE) continue;
    const run = runs.get(commit.run) ?? emptyRun(commit);
    runs.set(commit.run, run);
    run.commits++;
    run.facts += commit.json.length;
    for (const fact of commit.json) scanLine(fact, { run, files, workers });
  }
  return { runs: [...runs.values()], bytes, files, workers };
}

function emptyRun({ run, facts }: StoredCommit): ArchivedRun {
  const opened = facts[0];
  const { task } = (opened?.data ?? {}) as { task?: string };
  return { run, task: task ?? '', opened_at: opened?.at ?? '', commits: 0, facts: 0, answers: 0 };
}

/** Parses only lines that bring a worker's name and those that may have files. */
function scanLine(line: string, { run, files, workers }: Pick<CommitScan, 'files' | 'workers'> & { run: ArchivedRun }) {
  const { type } = headOf(line);
  if (type === 'unit.submitted' || type === 'agent.submitted-late') run.answers++;
  if (!namesWorker.has(type) && !/"(files":\[|(args|result|message|data)File":\{)/.test(line)) return;
  const { data } = JSON.parse(line) as { data: { workerId?: string } & WithFiles };
  if (namesWorker.has(type)) workers.add(String(data.workerId));
  for (const { hash, size } of filesOf(type, data)) files.set(hash, { size, run: run.run });
}

const withFiles = new Set(['unit.submitted', 'agent.submitted-late', 'agent.metadata-submitted']);

/** What a fact says of files. */
export type WithFiles = { files?: StoredFile[] } & Partial<Record<(typeof valueFiles)[number], StoredFile>>;

/** Where facts name a large value that is a file. */
const valueFiles = ['argsFile', 'resultFile', 'messageFile', 'dataFile'] as const;

/** The files that a fact of this type names. */
export function filesOf(type: string, { files = [], ...values }: WithFiles): StoredFile[] {
  if (withFiles.has(type)) return files;
  if (!type.startsWith('procedure.') && !type.startsWith('conversation.')) return [];
  return valueFiles.map((name) => values[name]).filter((file) => file !== undefined);
}
