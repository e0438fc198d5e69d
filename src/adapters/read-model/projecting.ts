import { type Log, LogUnavailable, type StoredCommit } from '../../events/log.ts';
import { allTables } from '../../projections/all.ts';
import { assertSound, isDamage, OtherSchema, openToRead } from '../../projections/database.ts';
import { fingerprint } from '../../projections/fingerprint.ts';
import { type AuditReport, audit, commitAuditor, type Mark } from '../integrity/audit.ts';
import { Damaged } from '../integrity/damage.ts';
import { keepDatabase } from '../integrity/kept.ts';
import { catchUp } from './catch-up.ts';
import { currentFile, makeCurrent, newFile, removeOthers } from './files.ts';
import { startFollower } from './follower.ts';
import type { RebuildProgress, Rebuilt, Told } from './messages.ts';
import { openReports } from './reports.ts';
import { assertTrustworthy, openStore, reachedBy, type Store, settle, Untrustworthy } from './store.ts';

/** Keeps the rows up to date for as long as its thread lives. */
export type Projecting = {
  /** Builds all rows again beside the live ones, compares, and lets the new ones take over. */
  rebuild(onProgress: (progress: RebuildProgress) => void): Promise<Rebuilt>;
  /** Reads the whole log, and compares it with itself and with the rows. */
  audit(onProgress: (progress: RebuildProgress) => void): Promise<AuditReport>;
  /** How many facts the log had up to the mark when it was opened. */
  marked: number;
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

const isUntrustworthy = (error: unknown) =>
  error instanceof Untrustworthy || error instanceof OtherSchema || isDamage(error);

const isFinal = (error: unknown) => isUntrustworthy(error) || error instanceof Damaged;

/**
 * Audits the log and opens the rows, made again if another version wrote them, and follows the log from there. Throws
 * `Damaged` if something is missing in the log, or if the rows know anything else.
 */
export async function startProjector(settings: Settings): Promise<Projecting> {
  const { log, folder, keptFolder, tell, accepted = [], mark } = settings;
  const known = new Set(accepted);
  const over = new AbortController();
  const { signal } = over;
  const reports = openReports(tell);
  /** What the live rows took since a rebuild began to listen. */
  let since: StoredCommit[] | undefined;
  let building: Promise<unknown> = Promise.resolve();
  let marked = 0;
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
      const report = await auditRows(store, sayProgress('Checking the log', store.projector.sequence, tell));
      if (report.damages.length) throw new Damaged(report.damages);
      marked = report.marked;
      removeOthers(folder, file, 'all');
      return store;
    } catch (error) {
      store?.db.$client.close();
      if (!isUntrustworthy(error)) throw error;
      return build(error, file);
    }
  }

  /** Rows of another version may be all that knows of a loss: as far as they can be read, they have to agree with the log. */
  async function compareOutdated(file: string): Promise<void> {
    const db = openToRead(file);
    try {
      const end = await log.head();
      const report = await audit({ log, end, rows: { db, reached: reachedBy(db) }, accepted: known, signal });
      if (report.damages.length) throw new Damaged(report.damages);
    } catch (error) {
      if (error instanceof Damaged || signal.aborted || error instanceof LogUnavailable) throw error;
      // Its tables are others: only its checkpoints could be compared, and they were.
    } finally {
      db.$client.close();
    }
  }

  /** The rows must not move meanwhile. */
  function auditRows({ db, projector }: Store, onProgress: (done: number) => void): Promise<AuditReport> {
    const reached = new Map(projector.states().map(({ projection, sequence }) => [projection, sequence]));
    const end = Math.max(projector.sequence, ...reached.values());
    return audit({ log, end, rows: { db, reached }, accepted: known, mark, signal, onProgress });
  }

  /** Makes all rows from the log, with nothing to compare them to, and audits it on the way. */
  async function build(reason?: unknown, spoilt?: string): Promise<Store> {
    if (reason)
      tell({ said: `The read model is made again from the log, because ${messageOf(reason).replace(/\.$/, '')}.` });
    if (spoilt && !isDamage(reason)) await compareOutdated(spoilt);
    if (spoilt && isDamage(reason)) tell({ said: `The damaged rows are kept as ${keepDatabase(spoilt, keptFolder)}.` });
    const store = openStore(newFile(folder), known.size > 0);
    const auditor = commitAuditor(known, mark);
    try {
      const target = await log.head();
      const onProgress = sayProgress('Reading the log into the read model', target, tell);
      await catchUp({ log, projector: store.projector, target, signal, see: auditor.see, onProgress });
      const damages = await auditor.damages(log);
      if (damages.length) throw new Damaged(damages);
    } catch (error) {
      store.db.$client.close();
      throw error;
    }
    marked = auditor.counts().marked;
    settle(store);
    makeCurrent(folder, store.file);
    return store;
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
      begin: () => assertTrustworthy(live, log),
      onTrouble(error) {
        if (isFinal(error)) throw error;
        reports.trouble(messageOf(error));
      },
    });

  async function followForEver() {
    while (!signal.aborted) {
      const distrusted = live;
      try {
        await follower.done;
      } catch (error) {
        if (error instanceof Damaged) return tell({ damaged: error.damages });
        await exclusively(async () => {
          if (live === distrusted) takeOver(await build(error, distrusted.file));
        });
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
  async function auditLive(onProgress: (progress: RebuildProgress) => void): Promise<AuditReport> {
    const snapshot = openToRead(live.file);
    try {
      snapshot.$client.exec('begin; select count(*) from checkpoints;');
      const store = { ...live, db: snapshot };
      const total = store.projector.sequence;
      return await auditRows(store, (done) => onProgress({ done, total }));
    } finally {
      snapshot.$client.close();
    }
  }

  opened();
  let follower = follow();
  const following = followForEver();

  return {
    rebuild: (onProgress) => exclusively(() => rebuild(onProgress)),
    audit: (onProgress) => exclusively(() => auditLive(onProgress)),
    marked,
    restart: () => follower.restart(),
    async close() {
      over.abort();
      await Promise.allSettled([following, building]);
      live.db.$client.close();
      reports.close();
    },
  };
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

/** Says every two seconds how far it is. */
function sayProgress(doing: string, total: number, tell: (told: Told) => void): (done: number) => void {
  let last = performance.now();
  return (done) => {
    if (performance.now() - last < 2000) return;
    last = performance.now();
    tell({ said: `${doing}: ${done} of ${total} commits.` });
  };
}
