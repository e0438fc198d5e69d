import type { Log } from '../../events/log.ts';
import { allProjections, allTables } from '../../projections/all.ts';
import { type Database, openToWrite } from '../../projections/database.ts';
import { openProjector, type Projector } from '../../projections/projector.ts';

/** One file of rows and the projector that writes it. */
export type Store = { file: string; db: Database; projector: Projector };

/** The rows are not what the log would give: they must be made again. */
export class Untrustworthy extends Error {
  override readonly name = 'Untrustworthy';
}

/** Opens a file of rows, made if missing. */
export function openStore(file: string): Store {
  const db = openToWrite(file, allTables);
  try {
    return { file, db, projector: openProjector(db, allProjections) };
  } catch (error) {
    db.$client.close();
    throw error;
  }
}

/** Writes everything into the file itself, so that it can take over from another. */
export function settle({ db }: Store): void {
  db.$client.pragma('wal_checkpoint(truncate)');
}

/** Throws `Untrustworthy` unless these rows were made by these projections, from this log. */
export async function assertTrustworthy({ projector }: Store, log: Log): Promise<void> {
  const versions = new Map(allProjections.map(({ name, version }) => [name, version]));
  const verified = new Map<number, string | undefined>();
  for (const { projection, version, sequence, commitId } of projector.states()) {
    if (versions.get(projection) !== version) throw new Untrustworthy(`"${projection}" has a new version`);
    if (sequence === 0) continue;
    if (!verified.has(sequence)) verified.set(sequence, (await log.at(sequence))?.id);
    if (verified.get(sequence) !== commitId) throw new Untrustworthy(`the log has another commit at ${sequence}`);
  }
}
