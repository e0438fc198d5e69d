import type { ArchivedRun } from '../../api/archives.ts';
import type { StoredFile } from '../../events/file.ts';
import { headOf } from '../../events/line.ts';
import { ABOVE_RUNS, type Log, type StoredCommit } from '../../events/log.ts';
import type { Chosen } from './choose-runs.ts';
import { lineOf } from './commit-lines.ts';

/** What an archive is to have, as of a position of the log. */
export type Scope = Chosen & { position: number; identities: boolean };

/** What a first reading of the commits has found, before a byte of them is written. */
export type CommitScan = {
  runs: ArchivedRun[];
  /** How many bytes the commits will be. */
  bytes: number;
  /** Every file that the runs name, with its size in bytes and one of its runs. */
  files: Map<string, { size: number; run: string }>;
  workers: Set<string>;
};

/** Whether nothing is left out, so that a data folder can be restored from it. */
export const isWhole = ({ all, identities }: Scope): boolean => all && identities;

/** The commits that an archive has: in the order of the log if it has all runs, else run by run. */
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
    // Commits above runs have the key of the pseudonyms.
    if (commit.run !== ABOVE_RUNS || isWhole(scope)) yield commit;
  }
}

/** Reads the commits once: how long they will be as written, and which files and workers they name. */
export async function scanCommits(log: Log, scope: Scope, report: (sequence: number) => void): Promise<CommitScan> {
  const runs = new Map<string, ArchivedRun>();
  const files: CommitScan['files'] = new Map();
  const workers = new Set<string>();
  let bytes = 0;
  for await (const commit of commitsOf(log, scope)) {
    bytes += Buffer.byteLength(lineOf(commit, scope.identities));
    report(commit.sequence);
    if (commit.run === ABOVE_RUNS) continue;
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

/** Few lines are parsed: arrivals, and those that may name files. */
function scanLine(line: string, { run, files, workers }: Pick<CommitScan, 'files' | 'workers'> & { run: ArchivedRun }) {
  const { type } = headOf(line);
  if (type === 'unit.submitted' || type === 'agent.submitted-late') run.answers++;
  if (type !== 'agent.connected' && !line.includes('"files":[')) return;
  const { data } = JSON.parse(line) as { data: { workerId?: string; files?: StoredFile[] } };
  if (type === 'agent.connected') workers.add(String(data.workerId));
  for (const { hash, size } of filesOf(type, data)) files.set(hash, { size, run: run.run });
}

const withFiles = new Set(['unit.submitted', 'agent.submitted-late', 'agent.metadata-submitted']);

/** The files that a fact of this type names. */
export const filesOf = (type: string, { files }: { files?: StoredFile[] }): StoredFile[] =>
  withFiles.has(type) ? (files ?? []) : [];
