import Sqlite from 'better-sqlite3';
import { isDamage } from '../../projections/store/database.ts';
import { keepDatabase } from '../data-folder/kept.ts';
import { refuse } from '../data-folder/refusals.ts';

/** Rows beside the log that may be lost, in a file that outlives a process that is killed. */
export type ExpendableRows<Statements> = {
  /** Works with the file; if that is damaged, it is moved away and the work is done once more on a new one. */
  use<Result>(work: (statements: Statements) => Result): Result;
  close(): void;
};

type Settings<Statements> = {
  file: string;
  /** Where a damaged file goes. */
  keptFolder: string;
  /** Creates what is missing in the file, and prepares its statements. */
  prepare: (db: Sqlite.Database) => Statements;
  /** What is lost with the file, as the end of a sentence. */
  loses: string;
  notify: (sentence: string) => void;
};

/** Opens a file of rows that may be lost; a damaged one is begun again, now or later, and that is said. */
export function openExpendableRows<Statements>(settings: Settings<Statements>): ExpendableRows<Statements> {
  const { file, keptFolder, loses, notify } = settings;
  let opened: { db: Sqlite.Database; statements: Statements } | undefined;
  let isClosed = false;

  function run<Result>(work: (statements: Statements) => Result): Result {
    if (isClosed) throw new Error(`${file} is closed.`);
    opened ??= open(settings);
    return work(opened.statements);
  }

  function use<Result>(work: (statements: Statements) => Result): Result {
    try {
      return run(work);
    } catch (error) {
      if (!isDamage(error)) throw error;
    }
    close(opened?.db);
    opened = undefined;
    notify(`${file} was damaged and is begun again; ${loses}. The damaged file is ${keepDatabase(file, keptFolder)}.`);
    try {
      return run(work);
    } catch (error) {
      // Else it would count as damage of the rows that are made from the log.
      throw isDamage(error)
        ? refuse('data/not-writable', { place: 'The data folder', reason: 'its disk reports errors' })
        : error;
    }
  }

  use(() => undefined);
  return {
    use,
    close() {
      isClosed = true;
      close(opened?.db);
    },
  };
}

function open<Statements>({ file, prepare }: Settings<Statements>) {
  const db = new Sqlite(file);
  try {
    db.pragma('journal_mode = wal');
    // A power cut may cost the last rows.
    db.pragma('synchronous = normal');
    return { db, statements: prepare(db) };
  } catch (error) {
    close(db);
    throw error;
  }
}

function close(db: Sqlite.Database | undefined): void {
  try {
    db?.close();
  } catch {
    // A damaged file cannot always be closed in order.
  }
}
