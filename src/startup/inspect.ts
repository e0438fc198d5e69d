import { currentFile } from '../adapters/threads/read-model/files.ts';
import { reachedBy } from '../adapters/threads/read-model/store.ts';
import { type Database, openToRead } from '../projections/store/database.ts';
import { acceptedDamages, damagesAtStart } from '../runtime/integrity/at-start.ts';
import { type AuditReport, audit } from '../runtime/integrity/audit.ts';
import { rememberedIn } from './proven-log.ts';
import { type StoredSettings, withLog } from './with-log.ts';

/** Checks a data folder as a start does, while no daemon runs on it; changes nothing. */
export const inspectDataFolder = (
  settings: StoredSettings,
  onProgress: (done: number) => void = () => undefined,
): Promise<AuditReport> =>
  withLog(settings, async ({ folder, log, facts }) => {
    const accepted = await acceptedDamages(log);
    const found = await damagesAtStart({ log, facts, witnesses: await rememberedIn(folder, log), accepted });
    const end = await log.head();
    // Rows that are ahead of the log are reported as such; `recover` compares the rest of them.
    const db = found.length === 0 ? openRows(folder.readModel) : undefined;
    try {
      const rows = db && { db, reached: reachedBy(db) };
      const report = await audit({ log, end, rows, accepted, signal: settings.signal, onProgress });
      const damages = [...found, ...report.damages.filter(({ code }) => !found.some((known) => known.code === code))];
      return { ...report, damages };
    } finally {
      db?.$client.close();
    }
  });

/** The rows, if there are any that this version can compare. */
function openRows(readModel: string): Database | undefined {
  const file = currentFile(readModel);
  if (!file) return undefined;
  let db: Database | undefined;
  try {
    db = openToRead(file);
    reachedBy(db);
    return db;
  } catch {
    // Damaged rows, and those of another version, are rebuilt at the next start.
    db?.$client.close();
    return undefined;
  }
}
