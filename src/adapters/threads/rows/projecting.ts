import type { Log, StoredCommit } from '../../../events/log.ts';
import { damageIn, isDamage } from '../../../projections/store/database.ts';
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

/** Keeps the rows up to date while its thread lives. */
export type Projecting = {
  /** Builds all rows again beside the live ones, compares, and lets the new ones take over. */
  rebuild(onProgress: (progress: RebuildProgress) => void): Promise<Rebuilt>;
  /** Reads the whole log, and compares it with itself and with the rows; returns which facts it has up to the mark. */
  audit(onProgress: (progress: RebuildProgress) => void, mark?: Mark): Promise<AuditReport & Marked>;
  /** What was found of the mark when this was opened. */
  opened: Marked;
  /** Checks the live rows, and makes them again from the log if they are damaged. */
  mend(): void;
  /** Follows the log anew: the connection was lost. */
  restart(): void;
  close(): Promise<void>;
};

export type ProjectorOptions = {
  log: Log;
  folder: string;
  keptFolder: string;
  emit: EmitRows;
  /** The keys of damages that are known. */
  accepted?: readonly string[];
  mark?: Mark;
};

/** A projector that follows the log. */
export type ProjectorState = Omit<ProjectorOptions, 'accepted'> & {
  known: ReadonlySet<string>;
  signal: AbortSignal;
  reports: ReturnType<typeof openReports>;
  live: Store;
  /** What the live rows took since a rebuild has almost caught up with them. */
  sinceRebuild?: StoredCommit[];
  /** Rows that may be damaged. */
  suspect?: Store;
  /** The last of the builds and audits, which run one after another. */
  lastTask: Promise<unknown>;
};

/**
 * Audits the log and opens the rows, made again if another version wrote them, and follows the log from there. Throws
 * `Damaged` if something is missing in the log, or if the rows know anything else.
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
      await Promise.allSettled([following, state.lastTask]);
      state.live.db.$client.close();
      reports.close();
    },
  };
}

/** Runs one task after another: two builds would take over from each other. */
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
      if (state.suspect) await examine(state, state.suspect);
      await assertTrustworthy(state.live, log);
    },
    onTrouble(error) {
      if (isUntrustworthy(error) || error instanceof Damaged) throw error;
      reports.trouble(messageOf(error));
    },
  });
}

function take({ live, sinceRebuild, reports }: ProjectorState, batch: StoredCommit[]): void {
  const { runs } = live.projector.project(batch);
  sinceRebuild?.push(...batch);
  reports.states(live.projector.states());
  reports.trouble(undefined);
  reports.projected(live.projector.sequence, runs);
}

/** Reads every page, after a rebuild that may be under way, which would replace the rows. */
async function examine(state: ProjectorState, store: Store): Promise<void> {
  await state.lastTask;
  state.suspect = undefined;
  const fault = state.live === store ? damageIn(store.file) : undefined;
  state.emit('mending', isDamage(fault));
  if (fault) throw fault;
}

/** Makes the rows again, unless a rebuild has replaced them meanwhile. */
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
