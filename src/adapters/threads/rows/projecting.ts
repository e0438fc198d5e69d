import type { Log, StoredCommit } from '../../../events/log.ts';
import { allTables } from '../../../projections/all.ts';
import { factsDigest } from '../../../projections/integrity/facts-digest.ts';
import { assertSound, faultIn, isDamage, openToRead } from '../../../projections/store/database.ts';
import { fingerprint } from '../../../projections/store/fingerprint.ts';
import type { AuditReport, Mark } from '../../../runtime/integrity/audit.ts';
import { Damaged } from '../../../runtime/integrity/damage.ts';
import type { RebuildProgress, Rebuilt } from '../../../runtime/ports/read-model.ts';
import { auditStore } from './auditing.ts';
import { buildRows } from './building.ts';
import { catchUp } from './catch-up.ts';
import { currentFile, makeCurrent, newFile, removeOthers } from './files.ts';
import { startFollower } from './follower.ts';
import type { Marked } from './marked.ts';
import type { Told } from './messages.ts';
import { messageOf, sayProgress } from './progress.ts';
import { openReports } from './reports.ts';
import { assertTrustworthy, isUntrustworthy, openStore, type Store, settle } from './store.ts';

/** Keeps the rows up to date for as long as its thread lives. */
export type Projecting = {
  /** Builds all rows again beside the live ones, compares, and lets the new ones take over. */
  rebuild(onProgress: (progress: RebuildProgress) => void): Promise<Rebuilt>;
  /** Reads the whole log, and compares it with itself and with the rows; tells which facts it has up to the mark. */
  audit(onProgress: (progress: RebuildProgress) => void, mark?: Mark): Promise<AuditReport & Marked>;
  /** What was told of the mark when this was opened. */
  opened: Marked;
  /** Makes the live rows again from the log if they are damaged, as somebody says who reads them. */
  mend(): void;
  /** Listens to the log anew: the connection was lost. */
  restart(): void;
  close(): Promise<void>;
};

type Settings = {
  log: Log;
  folder: string;
  keptFolder: string;
  tell: (told: Told) => void;
  /** The keys of damages that somebody knows of. */
  accepted?: readonly string[];
  mark?: Mark;
};

/** A rebuild that is this close to the live rows (in commits) gets the rest from them directly. */
const near = 1000;

/**
 * Audits the log and opens the rows, made again if another version wrote them, and follows the log from there. Throws
 * `Damaged` if something is missing in the log, or if the rows know anything else.
 */
export async function startProjector(settings: Settings): Promise<Projecting> {
  const { log, folder, tell, accepted = [], mark } = settings;
  const known = new Set(accepted);
  const over = new AbortController();
  const { signal } = over;
  const reports = openReports(tell);
  /** What the live rows took since a rebuild began to listen. */
  let since: StoredCommit[] | undefined;
  /** The rows that somebody has called damaged. */
  let doubted: Store | undefined;
  let building: Promise<unknown> = Promise.resolve();
  let marked: Marked = { marked: factsDigest().digest(), end: 0 };
  let live = await openLive();

  /** One after another: two would take over from each other. */
  function exclusively<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = building.then(work, work);
    building = result.catch(() => undefined);
    return result;
  }

  async function openLive(): Promise<Store> {
    const file = currentFile(folder);
    if (!file) return build();
    let store: Store | undefined;
    try {
      store = openStore(file, known.size > 0);
      assertSound(store.db);
      await assertTrustworthy(store, log);
      const onProgress = sayProgress('Checking the log', store.projector.sequence, tell);
      const report = await auditStore({ log, store, known, mark, signal, onProgress });
      if (report.damages.length) throw new Damaged(report.damages);
      marked = report;
      removeOthers(folder, file, 'all');
      return store;
    } catch (error) {
      store?.db.$client.close();
      if (!isUntrustworthy(error)) throw error;
      return build(error, file);
    }
  }

  async function build(reason?: unknown, spoilt?: string): Promise<Store> {
    const built = await buildRows({ ...settings, known, signal, reason, spoilt });
    marked = built.marked;
    return built.store;
  }

  function takeOver(store: Store) {
    const before = live;
    live = store;
    opened();
    before.db.$client.close();
  }

  function opened() {
    tell({ opened: { file: live.file, sequence: live.projector.sequence } });
    reports.states(live.projector.states());
  }

  function take(batch: StoredCommit[]) {
    const { runs } = live.projector.project(batch);
    since?.push(...batch);
    reports.states(live.projector.states());
    reports.trouble(undefined);
    reports.projected(live.projector.sequence, runs);
  }

  const follow = () =>
    startFollower({
      log,
      position: () => live.projector.sequence,
      take,
      signal,
      async begin() {
        if (doubted) await examine(doubted);
        await assertTrustworthy(live, log);
      },
      onTrouble(error) {
        if (isUntrustworthy(error) || error instanceof Damaged) throw error;
        reports.trouble(messageOf(error));
      },
    });

  /** Reads every page; waits for a rebuild that may be under way, which would put other rows in their place. */
  async function examine(store: Store) {
    await building;
    doubted = undefined;
    const fault = live === store ? faultIn(store.file) : undefined;
    tell({ mending: isDamage(fault) });
    if (fault) throw fault;
  }

  async function followForEver() {
    while (!signal.aborted) {
      const distrusted = live;
      try {
        await follower.done;
      } catch (error) {
        if (error instanceof Damaged) return tell({ damaged: error.damages });
        tell({ mending: isDamage(error) });
        await exclusively(async () => {
          if (live === distrusted) takeOver(await build(error, distrusted.file));
        });
        tell({ mending: false });
        follower = follow();
      }
    }
  }

  async function rebuild(onProgress: (progress: RebuildProgress) => void): Promise<Rebuilt> {
    const began = performance.now();
    const fresh = openStore(newFile(folder), known.size > 0);
    const snapshot = openToRead(live.file);
    let facts = 0;
    const bring = async (target: number) => {
      const told = (done: number) => onProgress({ done, total: Math.max(target, live.projector.sequence) });
      facts += await catchUp({ log, projector: fresh.projector, target, signal, onProgress: told });
    };
    try {
      // A transaction that has read keeps seeing the rows of this moment while the live ones go on.
      snapshot.$client.exec('begin; select count(*) from checkpoints;');
      await bring(live.projector.sequence);
      const same = (await fingerprint(snapshot, allTables)) === (await fingerprint(fresh.db, allTables));
      while (live.projector.sequence - fresh.projector.sequence > near) await bring(live.projector.sequence);
      since = [];
      await bring(live.projector.sequence);
      facts += fresh.projector.project(since).facts;
      settle(fresh);
      makeCurrent(folder, fresh.file);
      takeOver(fresh);
      return { facts, milliseconds: Math.round(performance.now() - began), same };
    } catch (error) {
      fresh.db.$client.close();
      throw error;
    } finally {
      since = undefined;
      snapshot.$client.close();
    }
  }

  /** A transaction that has read keeps the rows of this moment while the live ones go on. */
  async function auditLive(onProgress: (progress: RebuildProgress) => void, mark?: Mark) {
    const snapshot = openToRead(live.file);
    try {
      snapshot.$client.exec('begin; select count(*) from checkpoints;');
      const store = { ...live, db: snapshot };
      const total = store.projector.sequence;
      const told = (done: number) => onProgress({ done, total });
      return await auditStore({ log, store, known, mark, signal, onProgress: told });
    } finally {
      snapshot.$client.close();
    }
  }

  opened();
  let follower = follow();
  const following = followForEver();

  return {
    rebuild: (onProgress) => exclusively(() => rebuild(onProgress)),
    audit: (onProgress, upTo) => exclusively(() => auditLive(onProgress, upTo)),
    opened: marked,
    mend() {
      doubted = live;
      follower.restart();
    },
    restart: () => follower.restart(),
    async close() {
      over.abort();
      await Promise.allSettled([following, building]);
      live.db.$client.close();
      reports.close();
    },
  };
}
