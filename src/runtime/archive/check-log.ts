import { tooDeepReason } from '../../actors/foreign-json.ts';
import { Refusal } from '../../actors/refusal.ts';
import type { Run } from '../../actors/run.ts';
import { mayAskForData } from '../../actors/task-run.ts';
import { emptyWorkspace, evolve, type Workspace } from '../../actors/workspace.ts';
import { type Fact, type FactNamed, type RecordedFact, read } from '../../events/catalog.ts';
import type { StoredFile } from '../../events/file.ts';
import type { RunId } from '../../events/ids.ts';
import { ABOVE_RUNS } from '../../events/log.ts';
import { refuse } from '../refusals/refusals.ts';
import { type ArchivedCommit, readLine } from './commit-lines.ts';
import { limitedLines } from './limited-lines.ts';
import { printOf, type RenameWorkers } from './rename-workers.ts';
import { runOfFacts } from './run-of-facts.ts';
import { filesOf } from './scan-commits.ts';

/** A commit of an archive by its id, with a print of its facts as they would be written here. */
export type CommitPrint = { id: string; print: string };

/** A run whose task may be asked for more assignments, and what it was launched with. */
export type AskingRun = { runId: RunId; launched: FactNamed<'task-run.opened'>['data']['launched'] };

/** What the commits of an archive come to, once all of them were read. */
export type CheckedLog = {
  histories: Map<RunId, CommitPrint[]>;
  /** The workers of each run, under their names here. */
  workers: Map<string, Set<string>>;
  /** Every file that answers name. */
  files: Set<string>;
  /** The position of the last commit, if every one before it is there, from the one with the key on. */
  unbrokenTo: number | undefined;
  /** The runs that would still run the code of their tasks; imported ones never do. */
  asking: AskingRun[];
  /** Whether it was restored from an archive before. */
  wasRestored: boolean;
};

/** Reads and folds all commits; refuses what is not a history that could have been here. */
export async function checkLog(
  bytes: AsyncIterable<Uint8Array>,
  { rename, code }: { rename: RenameWorkers; code: string },
): Promise<CheckedLog> {
  const histories: CheckedLog['histories'] = new Map();
  const workers: CheckedLog['workers'] = new Map();
  const files = new Set<string>();
  const workspace = emptyWorkspace();
  const folds = new Map<string, (fact: Fact) => unknown>([[ABOVE_RUNS, (fact) => evolve(workspace, fact)]]);
  const runs = new Map<RunId, { state: Run; launched: AskingRun['launched'] }>();
  const ids = new Set<string>();
  let last = 0;
  let isUnbroken = true;

  function note(run: string, fact: Fact) {
    if (fact.type === 'agent.connected') {
      const there = workers.get(run) ?? new Set();
      workers.set(run, there.add(fact.data.workerId));
    }
    for (const { hash } of filesOf(fact.type, fact.data as { files?: StoredFile[] })) files.add(hash);
  }
  const unreadable = (run: string, error: unknown) =>
    refuse('archive/unreadable-fact', { run, code, reason: reasonOf(error) });
  function fold(run: ArchivedCommit['run'], facts: readonly RecordedFact[]) {
    const take = folds.get(run) ?? runOfFacts(run as RunId);
    folds.set(run, take);
    for (const recorded of facts) {
      try {
        const fact = read(recorded);
        const state = take(fact);
        if (fact.type === 'task-run.opened')
          runs.set(run as RunId, { state: state as Run, launched: fact.data.launched });
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
    const renamed = run === ABOVE_RUNS ? facts : rename.facts(facts);
    fold(run, renamed);
    if (run === ABOVE_RUNS) continue;
    const history = histories.get(run as RunId) ?? [];
    history.push({ id, print: printOf(renamed.map((fact) => JSON.stringify(fact))) });
    histories.set(run as RunId, history);
  }
  return { histories, workers, files, unbrokenTo: isUnbroken ? last : undefined, ...askingOf(runs, workspace) };
}

function askingOf(
  runs: ReadonlyMap<RunId, { state: Run; launched: AskingRun['launched'] }>,
  { brought, restored }: Workspace,
): Pick<CheckedLog, 'asking' | 'wasRestored'> {
  const asking = [...runs].flatMap(([runId, { state, launched }]) =>
    mayAskForData(state.taskRun) && !brought.has(runId) ? [{ runId, launched }] : [],
  );
  return { asking, wasRestored: restored.size > 0 };
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
