import { tooDeepReason } from '../../actors/foreign-json.ts';
import { Refusal } from '../../actors/refusal.ts';
import type { Run } from '../../actors/run.ts';
import { mayAskForData } from '../../actors/task-run.ts';
import { emptyWorkspace, evolve, type Workspace } from '../../actors/workspace.ts';
import { type Fact, type FactNamed, type RecordedFact, read } from '../../events/catalog.ts';
import type { RunId } from '../../events/ids.ts';
import { type Log, WORKSPACE } from '../../events/log.ts';
import { namesWorker } from '../../events/onboarding.ts';
import { hasCode } from '../config/code-keys.ts';
import { refuse } from '../refusals/refusals.ts';
import { type ArchivedCommit, readLine } from './commit-lines.ts';
import { limitedLines } from './limited-lines.ts';
import { printOf, type RenameWorkers } from './rename-workers.ts';
import { runOfFacts } from './run-of-facts.ts';
import { filesOf, type WithFiles } from './scan-commits.ts';

/** A commit of an archive: its id, and a digest of its facts with the workers' pseudonyms here. */
export type CommitPrint = { id: string; print: string };

/** A run, its launch options, and whether it can still run its task's code, for more assignments or by its functions. */
export type ArchivedRun = {
  runId: RunId;
  launched: FactNamed<'task-run.opened'>['data']['launched'];
  isUnfinished: boolean;
};

/** The result of reading all commits of an archive. */
export type CheckedLog = {
  histories: Map<RunId, CommitPrint[]>;
  /** The workers of each run, by their pseudonyms here. */
  workers: Map<string, Set<string>>;
  /** Every file of an answer. */
  files: Set<string>;
  /** The position of the last commit, if the commits are complete from the one with the pseudonym key on. */
  unbrokenTo: number | undefined;
  /** The runs whose tasks' code could run, also by another launch; imported ones never run it. */
  own: ArchivedRun[];
};

/** Reads and folds all commits; refuses an impossible history. */
export async function checkLog(
  bytes: AsyncIterable<Uint8Array>,
  { rename, code, maxCommitBytes }: { rename: RenameWorkers; code: string } & Pick<Log, 'maxCommitBytes'>,
): Promise<CheckedLog> {
  const histories: CheckedLog['histories'] = new Map();
  const workers: CheckedLog['workers'] = new Map();
  const files = new Set<string>();
  const workspace = emptyWorkspace();
  const folds = new Map<string, (fact: Fact) => unknown>([[WORKSPACE, (fact) => evolve(workspace, fact)]]);
  const runs = new Map<RunId, FoldedRun>();
  const ids = new Set<string>();
  let last = 0;
  let isUnbroken = true;

  function note(run: string, fact: Fact) {
    if (namesWorker.has(fact.type) && 'workerId' in fact.data) {
      const runWorkers = workers.get(run) ?? new Set();
      workers.set(run, runWorkers.add(fact.data.workerId));
    }
    for (const { hash } of filesOf(fact.type, fact.data as WithFiles)) files.add(hash);
  }
  const unreadable = (run: string, error: unknown) =>
    refuse('archive/unreadable-fact', { run, code, reason: reasonOf(error) });
  function fold(run: ArchivedCommit['run'], facts: readonly RecordedFact[]) {
    const foldFact = folds.get(run) ?? runOfFacts(run as RunId);
    folds.set(run, foldFact);
    for (const recorded of facts) {
      try {
        const fact = read(recorded);
        const state = foldFact(fact);
        if (fact.type === 'task-run.opened') runs.set(run as RunId, { state: state as Run, opening: fact.data });
        note(run, fact);
      } catch (error) {
        throw error instanceof Refusal ? error : unreadable(run, error);
      }
    }
  }

  for await (const line of limitedLines(bytes)) {
    const { sequence, run, id, facts } = commitIn(line);
    if (ids.has(id)) throw refuse('archive/damaged', { reason: `it has the commit ${id} twice` });
    ids.add(id);
    isUnbroken &&= sequence === ++last && (last > 1 || facts[0]?.type === 'workspace.opened');
    const renamed = run === WORKSPACE ? facts : rename.facts(facts);
    fold(run, renamed);
    if (run === WORKSPACE) continue;
    const history = histories.get(run as RunId) ?? [];
    const json = renamed.map((fact) => JSON.stringify(fact));
    requireFitting(json, run, maxCommitBytes);
    history.push({ id, print: printOf(json) });
    histories.set(run as RunId, history);
  }
  return { histories, workers, files, unbrokenTo: isUnbroken ? last : undefined, own: ownRuns(runs, workspace) };
}

/** Refuses a commit that a log cannot take: the server that it comes from may have had a larger limit. */
export function requireFitting(json: readonly string[], run: string, most = Number.POSITIVE_INFINITY): void {
  const bytes = json.reduce((sum, line) => sum + Buffer.byteLength(line) + 1, 0);
  if (bytes > most) throw refuse('archive/too-large', { run, bytes, most });
}

type FoldedRun = { state: Run; opening: FactNamed<'task-run.opened'>['data'] };

function ownRuns(runs: ReadonlyMap<RunId, FoldedRun>, { brought }: Workspace): ArchivedRun[] {
  return [...runs].flatMap(([runId, { state, opening }]) => {
    const isUnfinished = mayAskForData(state.taskRun) || hasCode(opening.config);
    return brought.has(runId) ? [] : [{ runId, launched: opening.launched, isUnfinished }];
  });
}

function commitIn(line: string): ArchivedCommit {
  try {
    return readLine(line);
  } catch (error) {
    const reason = error instanceof Refusal ? `in a line of it ${tooDeepReason}` : 'a line of it is no commit';
    throw Object.assign(refuse('archive/damaged', { reason }), { cause: error });
  }
}

/** What went wrong, on one line. */
const reasonOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).replace(/\s+/g, ' ');
