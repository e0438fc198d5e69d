import { LRUCache } from 'lru-cache';
import { type ExportProgress, type Manifest, namesOf } from '../../../api/exports.ts';
import type { Log } from '../../../events/log.ts';
import { type Asked, type Choice, choiceOf } from '../../../projections/export/choice.ts';
import type { Snapshot } from '../../../projections/export/snapshot.ts';
import type { ReadModel } from '../../../runtime/ports/read-model.ts';
import { toRefusal } from '../../../runtime/refusals/to-refusal.ts';
import { refuse } from '../refusals.ts';
import { codeVersion } from './code-version.ts';
import { commitsUpTo, hasChangedSince } from './commits-up-to.ts';
import { beginSession, closePool, newPool, type Pool, type Session } from './pool.ts';
import type { Outcome, Step } from './protocol.ts';
import { streamOf } from './streaming.ts';

/** What to export, by the names of runs and tasks: the rows at the log position `at`, or the latest, including at least the position `after`. */
export type ExportQuery = Asked & {
  of: readonly string[];
  at?: number;
  after?: number;
  /** The key for `progress`. */
  id?: string;
};

/** An export that has begun; all checks have passed. */
export type Export = Pick<Snapshot, 'of' | 'runs' | 'sequence'> & {
  bytes: AsyncIterable<Buffer>;
  /** Ends the export, if it has not ended. */
  close(): void;
};

export type Exports = {
  begin(query: ExportQuery): Promise<Export>;
  /** The manifest of an export; makes the export unless its manifest is cached. */
  manifest(query: ExportQuery): Promise<Manifest>;
  /** Whether the progress under this id is known. */
  knows(id: string): boolean;
  progress(id: string): ExportProgress;
  close(): void;
};

/** `isLossy` if a loss of commits was accepted: as on the screens, a fact that does not fit what is left is then skipped. */
type Options = { log: Log; readModel: Pick<ReadModel, 'db' | 'reached'>; isLossy?: boolean };

type State = Options & {
  pool: Pool;
  manifests: LRUCache<string, Manifest>;
  progresses: LRUCache<string, ExportProgress>;
  inProgress: number;
};

/** Updates the progress of an export. */
type Report = (change: Partial<ExportProgress>) => void;

/** How long to wait for the rows to reach the log. */
const rowsTimeoutMs = 30_000;
/** More exports at once would only slow each other down. */
const maxAtOnce = 4;
const maxRemembered = 100;

/** Writes exports in threads of their own; each reads a snapshot of the rows. */
export function openExports(options: Options): Exports {
  const state: State = {
    ...options,
    pool: newPool(),
    manifests: new LRUCache({ max: maxRemembered }),
    progresses: new LRUCache({ max: maxRemembered }),
    inProgress: 0,
  };
  return {
    begin: (query) => begin(state, query),
    async manifest(query) {
      const choice = choiceOf(query);
      const known = query.at === undefined ? undefined : state.manifests.get(keyOf(query.of, choice, query.at));
      if (known) return known;
      const { bytes, sequence } = await begin(state, query);
      for await (const _ of bytes);
      return state.manifests.get(keyOf(query.of, choice, sequence)) as Manifest;
    },
    knows: (id) => state.progresses.has(id),
    progress(id) {
      const found = state.progresses.get(id);
      if (!found) throw refuse('export/unknown-id', { id });
      return found;
    },
    close: () => closePool(state.pool),
  };
}

async function begin(state: State, query: ExportQuery): Promise<Export> {
  const report = reportOf(state, query.id);
  if (state.inProgress >= maxAtOnce) throw failed(refuse('export/too-many', { most: maxAtOnce }), report);
  let session: Session | undefined;
  let isOpen = true;
  state.inProgress++;
  const close = () => {
    if (isOpen) state.inProgress--;
    isOpen = false;
    session?.close();
  };
  try {
    const choice = choiceOf(query);
    await waitForRows(state, query);
    const opened = await open(state, query);
    session = opened.session;
    const runs = await bringTo(state, { ...opened, at: query.at, onProgress: report });
    if (runs.length === 0) throw refuse('export/not-yet', { of: query.of.join(', ') });
    const { of, sequence } = opened.moment;
    const made = { of, runs, sequence: query.at ?? sequence };
    const bytes = await streamOf(session.write({ ...choice, sequence: made.sequence, code: codeVersion }, report), {
      close,
      onSent: (sent) => report({ bytes: sent }),
      onEnd: (outcome) => report({ step: 'Done', manifest: remembered(state, choice, made, outcome) }),
      onError: (error) => failed(error, report),
    });
    return { ...made, bytes, close };
  } catch (error) {
    close();
    throw failed(error, report);
  }
}

async function waitForRows({ log, readModel }: State, { at, after = 0 }: ExportQuery): Promise<void> {
  const head = await log.head();
  if (at !== undefined && at > head) throw refuse('export/beyond-log', { at, head });
  await readModel.reached(Math.max(after, at ?? head), rowsTimeoutMs);
}

async function open({ readModel, pool }: State, { of }: ExportQuery): Promise<{ session: Session; moment: Snapshot }> {
  for (;;) {
    const file = readModel.db.$client.name;
    const session = beginSession(pool);
    try {
      return { session, moment: await session.request('open', { file, of }) };
    } catch (error) {
      session.close();
      // A rebuild may remove the file while the thread opens it.
      if (readModel.db.$client.name === file) throw error;
    }
  }
}

type Bringing = { session: Session; moment: Snapshot; at?: number; onProgress: (step: Step) => void };

/** Brings the thread's rows to a position, if necessary from the log, and returns the runs at that position. */
async function bringTo(
  { log, isLossy = false }: State,
  { session, moment, at, onProgress }: Bringing,
): Promise<string[]> {
  if (at === undefined || at >= moment.sequence || !(await hasChangedSince(log, moment.runs, at))) return moment.runs;
  const runs = new Set<string>();
  for await (const commits of commitsUpTo(log, { runs: moment.runs, at }, onProgress)) {
    for (const { run } of commits) runs.add(run);
    await session.request('fold', { commits, isLossy });
  }
  return [...runs];
}

function reportOf({ progresses }: State, id: string | undefined): Report {
  if (id === undefined) return () => undefined;
  const progress = { id, step: 'Preparing', done: 0, total: 0, bytes: 0 };
  progresses.set(id, progress);
  return (change) => void Object.assign(progress, change);
}

/** Reports why there is no file, and returns the error. */
function failed(error: unknown, report: Report): unknown {
  const { code, message } = toRefusal(error) ?? refuse('server/bug');
  report({ refused: { code, message } });
  return error;
}

/** Caches and returns the manifest of an export that has ended; a list of files has none. */
function remembered(
  { manifests }: State,
  { format, ...choice }: Choice,
  { of, runs, sequence }: Pick<Export, 'of' | 'runs' | 'sequence'>,
  outcome: Outcome,
): Manifest | undefined {
  if (format === 'files') return undefined;
  const manifest = { code: codeVersion, of, runs, format, ...choice, sequence, ...outcome };
  manifests.set(keyOf(namesOf({ of }), { format, ...choice }, sequence), manifest);
  return manifest;
}

/** Choices have one form each, so equal ones have one key. */
const keyOf = (of: readonly string[], choice: Choice, sequence: number) => JSON.stringify([of, choice, sequence]);
