import type { Log } from '../../../events/log.ts';
import { allProjections, allTables } from '../../../projections/all.ts';
import { type Database, isDamage, OtherSchema, openToRead, openToWrite } from '../../../projections/store/database.ts';
import { checkpoints } from '../../../projections/store/projection.ts';
import { type Checkpoint, openProjector, type Projector } from '../../../projections/store/projector.ts';
import { Damaged } from '../../../runtime/integrity/damage.ts';
import { headsAgainst, type Witness } from '../../../runtime/integrity/heads.ts';
import { watchPlace } from './files.ts';

/** One file of rows and the projector that writes it. */
export type Store = {
  file: string;
  db: Database;
  projector: Projector;
  /** Whether the file was neither deleted nor replaced. */
  isInPlace: () => boolean;
};

/** The rows were made by another version, and must be rebuilt. */
class Untrustworthy extends Error {
  override readonly name = 'Untrustworthy';
}

/** Whether rows must be rebuilt after this error. */
export const isUntrustworthy = (error: unknown): boolean =>
  error instanceof Untrustworthy || error instanceof OtherSchema || isDamage(error);

/** Opens a file of rows, made if missing; `isLossy` if a loss of commits was accepted. */
export function openStore(file: string, isLossy = false): Store {
  const db = openToWrite(file, allTables);
  try {
    const projector = openProjector(db, allProjections, { isLossy });
    return { file, db, projector, isInPlace: watchPlace(file) };
  } catch (error) {
    db.$client.close();
    throw error;
  }
}

/** Writes the WAL into the file itself, so that it can replace another file. */
export function settle({ db }: Store): void {
  db.$client.pragma('wal_checkpoint(truncate)');
}

/** Throws `Untrustworthy` unless the rows were made by these projections, and `Damaged` unless from this log. */
export async function assertTrustworthy({ projector }: Store, log: Log): Promise<void> {
  const states = projector.states();
  const found = await headsAgainst(log, witnessesOf(states));
  if (found) throw new Damaged([found]);
  const versions = new Map(allProjections.map(({ name, version }) => [name, version]));
  for (const { projection, version } of states)
    if (versions.get(projection) !== version) throw new Untrustworthy(`"${projection}" has a new version`);
}

/** The last commits that rows know of. */
const witnessesOf = (checkpoints: readonly Pick<Checkpoint, 'sequence' | 'commitId'>[]): Witness[] =>
  checkpoints
    .filter(({ sequence }) => sequence > 0)
    .map(({ sequence, commitId }) => ({ sequence, commitId, phrase: 'the rows know' }));

/** The last commits that the rows in a file know of, of any version; none if it cannot be read. */
export function witnessesIn(file: string): Witness[] {
  let db: Database | undefined;
  try {
    db = openToRead(file);
    const rows = db.$client.prepare('select sequence, commit_id as commitId from checkpoints').all();
    return witnessesOf(rows as { sequence: number; commitId: string }[]);
  } catch {
    return [];
  } finally {
    db?.$client.close();
  }
}

/** The sequence of each projection in a database of rows. */
export const reachedBy = (db: Database): Map<string, number> =>
  new Map(
    db
      .select()
      .from(checkpoints)
      .all()
      .map(({ projection, sequence }) => [projection, sequence]),
  );
