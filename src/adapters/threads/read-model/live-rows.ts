import type { Log } from '../../../events/log.ts';
import { assertSound, type Database, openToRead } from '../../../projections/store/database.ts';
import type { AuditReport, Mark } from '../../../runtime/integrity/audit.ts';
import { Damaged } from '../../../runtime/integrity/damage.ts';
import type { RebuildProgress } from '../../../runtime/ports/read-model.ts';
import { auditStore } from './auditing.ts';
import { buildRows } from './building.ts';
import { currentFile, removeOthers } from './files.ts';
import { noticeProgress } from './progress.ts';
import type { EmitRows, Marked } from './protocol.ts';
import { assertTrustworthy, isUntrustworthy, openStore, type Store } from './store.ts';

type Options = {
  log: Log;
  folder: string;
  keptFolder: string;
  emit: EmitRows;
  /** The keys of known damages. */
  known: ReadonlySet<string>;
  mark?: Mark;
  signal: AbortSignal;
};

/** Opens the current rows and audits them with the log; rebuilds them if there are none, or if they cannot be trusted. */
export async function openLive(options: Options): Promise<{ store: Store; marked: Marked }> {
  const { log, folder, emit, known } = options;
  const file = currentFile(folder);
  if (!file) return buildRows(options);
  let store: Store | undefined;
  try {
    store = openStore(file, known.size > 0);
    assertSound(store.db);
    await assertTrustworthy(store, log);
    const onProgress = noticeProgress('Checking the log', store.projector.sequence, emit);
    const report = await auditStore({ ...options, store, onProgress });
    if (report.damages.length) throw new Damaged(report.damages);
    removeOthers(folder, file, 'all');
    return { store, marked: report };
  } catch (error) {
    store?.db.$client.close();
    if (!isUntrustworthy(error)) throw error;
    return buildRows({ ...options, reason: error, replaced: file });
  }
}

type Live = Pick<Options, 'log' | 'known' | 'mark' | 'signal'> & { live: Store };

/** Audits the log and a snapshot of the rows, while the live ones change. */
export async function auditLive(
  { live, log, known, mark, signal }: Live,
  onProgress: (progress: RebuildProgress) => void,
): Promise<AuditReport & Marked> {
  const snapshot = openSnapshot(live.file);
  try {
    const store = { ...live, db: snapshot };
    const total = store.projector.sequence;
    return await auditStore({ log, store, known, mark, signal, onProgress: (done) => onProgress({ done, total }) });
  } finally {
    snapshot.$client.close();
  }
}

/** Opens a snapshot of the rows, in a transaction. */
export function openSnapshot(file: string): Database {
  const db = openToRead(file);
  try {
    db.$client.exec('begin; select count(*) from checkpoints;');
    return db;
  } catch (error) {
    db.$client.close();
    throw error;
  }
}
