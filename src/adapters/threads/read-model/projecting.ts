import type { Log, StoredCommit } from '../../../events/log.ts';
import { damageIn, isDamage, RowsDamaged } from '../../../projections/store/database.ts';
import type { AuditReport, Mark } from '../../../runtime/integrity/audit.ts';
import { Damaged } from '../../../runtime/integrity/damage.ts';
import type { RebuildProgress, Rebuilt } from '../../../runtime/ports/read-model.ts';
import { buildRows } from './building.ts';
import { type Follower, startFollower } from './follower.ts';
import { auditLive, openLive } from './live-rows.ts';
import { messageOf } from './progress.ts';
import type { EmitRows, Marked } from './protocol.ts';
import { rebuild } from './rebuilding.ts';
import { openReports } from './reports.ts';
import { assertTrustworthy, isUntrustworthy, type Store } from './store.ts';

/** Keeps the rows current while its thread lives. */
export type Projecting = {
  /** Rebuilds all rows beside the live ones, compares them, and replaces the live ones. */
  rebuild(onProgress: (progress: RebuildProgress) => void): Promise<Rebuilt>;
  /** Reads the whole log, and compares it with itself and with the rows; returns which facts it has up to the mark. */
  audit(onProgress: (progress: RebuildProgress) => void, mark?: Mark): Promise<AuditReport & Marked>;
  /** The digest of the facts up to the mark, from the opening. */
  opened: Marked;
  /** Checks the live rows, and rebuilds them from the log if they are damaged. */
  mend(): void;
  /** Follows the log again after the connection was lost. */
  restart(): void;
  close(): Promise<void>;
};

type ProjectorOptions = {
  log: Log;
  folder: string;
  keptFolder: string;
  emit: EmitRows;
  /** The keys of known damages. */
  accepted?: readonly string[];
  mark?: Mark;
};

/** A projector that follows the log. */
type ProjectorState = Omit<ProjectorOptions, 'accepted'> & {
  known: ReadonlySet<string>;
  signal: AbortSignal;
  reports: ReturnType<typeof openReports>;
  live: Store;
  /** The commits of the live rows since a rebuild has almost caught up with them. */
  sinceRebuild?: StoredCommit[];
  /** Rows that may be damaged. */
  suspect?: Store;
  /** The last of the builds and audits, which run one after another. */
  lastTask: Promise<unknown>;
};

/** How often the files of the rows are looked for. */
const placeIntervalMs = 1000;

/**
 * Audits the log, opens the rows, which are rebuilt if another version wrote them, and follows the log from there. Throws
 * `Damaged` if commits are missing in the log, or if the rows know other ones.
 */
export async function startProjector({ accepted = [], ...options }: ProjectorOptions): Promise<Projecting> {
  const over = new AbortController();
  const { signal } = over;
  const known = new Set(accepted);
  const { store, marked } = await openLive({ ...options, known, signal });
  const reports = openReports(options.emit);
  const state: ProjectorState = { ...options, known, signal, reports, live: store, lastTask: Promise.resolve() };
  reportOpened(state);
  let follower = follow(state);
  const following = followForever();
  const placeTimer = setInterval(() => state.live.isInPlace() || follower.restart(), placeIntervalMs);

  async function followForever() {
    while (!signal.aborted) {
      const distrusted = state.live;
      try {
        await follower.done;
      } catch (error) {
        if (error instanceof Damaged) return state.emit('damaged', error.damages);
        await replace(state, distrusted, error);
        follower = follow(state);
      }
    }
  }

  return {
    rebuild: (onProgress) => exclusively(state, () => rebuild(state, onProgress, (fresh) => takeOver(state, fresh))),
    audit: (onProgress, mark) => exclusively(state, () => auditLive({ ...state, mark }, onProgress)),
    opened: marked,
    mend() {
      state.suspect = state.live;
      follower.restart();
    },
    restart: () => follower.restart(),
    async close() {
      over.abort();
      clearInterval(placeTimer);
      await Promise.allSettled([following, state.lastTask]);
      state.live.db.$client.close();
      reports.close();
    },
  };
}

/** Runs one task after another, since two builds would replace each other's rows. */
function exclusively<Result>(state: ProjectorState, task: () => Promise<Result>): Promise<Result> {
  const result = state.lastTask.then(task, task);
  state.lastTask = result.catch(() => undefined);
  return result;
}

function follow(state: ProjectorState): Follower {
  const { log, signal, reports } = state;
  return startFollower({
    log,
    position: () => state.live.projector.sequence,
    take: (batch) => take(state, batch),
    signal,
    async begin() {
      if (!state.live.isInPlace()) throw new RowsDamaged('its files were deleted or replaced');
      if (state.suspect) await examine(state, state.suspect);
      await assertTrustworthy(state.live, log);
    },
    onTrouble(error) {
      if (isUntrustworthy(error) || error instanceof Damaged) throw error;
      reports.trouble(messageOf(error));
    },
    onCaughtUp: () => reports.trouble(undefined),
  });
}

function take({ live, sinceRebuild, reports }: ProjectorState, batch: StoredCommit[]): void {
  const { runs } = live.projector.project(batch);
  sinceRebuild?.push(...batch);
  reports.states(live.projector.states());
  reports.trouble(undefined);
  reports.projected(live.projector.sequence, runs);
}

/** Reads every page; waits for a rebuild in progress first, which would replace the rows. */
async function examine(state: ProjectorState, store: Store): Promise<void> {
  await state.lastTask;
  state.suspect = undefined;
  const fault = state.live === store ? damageIn(store.file) : undefined;
  state.emit('mending', isDamage(fault));
  if (fault) throw fault;
}

/** Rebuilds the rows, unless a rebuild has replaced them meanwhile. */
async function replace(state: ProjectorState, distrusted: Store, reason: unknown): Promise<void> {
  state.emit('mending', isDamage(reason));
  await exclusively(state, async () => {
    if (state.live !== distrusted) return;
    const { store } = await buildRows({ ...state, reason, replaced: distrusted.file });
    takeOver(state, store);
  });
  state.emit('mending', false);
}

function takeOver(state: ProjectorState, store: Store): void {
  const before = state.live;
  state.live = store;
  reportOpened(state);
  before.db.$client.close();
}

function reportOpened({ emit, live, reports }: ProjectorState): void {
  emit('opened', { file: live.file, sequence: live.projector.sequence });
  reports.states(live.projector.states());
}
