import { type Log, LogUnavailable } from '../../../events/log.ts';
import { openToRead } from '../../../projections/store/database.ts';
import { audit, type Mark } from '../../../runtime/integrity/audit.ts';
import { Damaged } from '../../../runtime/integrity/damage.ts';
import { reachedBy, type Store } from './store.ts';

type Auditing = {
  log: Log;
  /** The keys of known damages. */
  known: ReadonlySet<string>;
  signal: AbortSignal;
};

/** Compares the log with itself and with rows, which must not change meanwhile. */
export async function auditStore({
  store: { db, projector },
  ...settings
}: Auditing & { store: Store; mark?: Mark; onProgress: (done: number) => void }) {
  const reached = new Map(projector.states().map(({ projection, sequence }) => [projection, sequence]));
  const end = Math.max(projector.sequence, ...reached.values());
  return { ...(await audit({ ...settings, accepted: settings.known, end, rows: { db, reached } })), end };
}

/**
 * Throws `Damaged` if rows that are to be rebuilt know of work that the log does not have: they may be the only evidence. Of
 * rows of another version, only what can be read is compared.
 */
export async function compareOutdated(file: string, { log, known, signal }: Auditing): Promise<void> {
  const db = openToRead(file);
  try {
    const end = await log.head();
    const report = await audit({ log, end, rows: { db, reached: reachedBy(db) }, accepted: known, signal });
    if (report.damages.length) throw new Damaged(report.damages);
  } catch (error) {
    if (error instanceof Damaged || signal.aborted || error instanceof LogUnavailable) throw error;
    // Its tables are different: only its checkpoints can be compared, and they were.
  } finally {
    db.$client.close();
  }
}
