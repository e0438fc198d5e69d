import { type SQL, sql } from 'drizzle-orm';
import { integer, type SQLiteTable, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { Fact, FactNamed, RecordedFact } from '../../events/catalog.ts';
import type { Database } from './database.ts';

/** A fact's position: its run, its commit's sequence, and its index in the commit, counted from 0. */
export type Position = { run: string; sequence: number; place: number };

/** A fact's position in the order of the whole log, as a number; no commit has a million facts. */
export const orderOf = ({ sequence, place }: Position): number => sequence * 1_000_000 + place;

/** A fact that could not be read, and why. */
export type DeadLetter = { recorded: RecordedFact; reason: string };

type Handlers<Rows> = { [Type in Fact['type']]?: (fact: FactNamed<Type>, rows: Rows, at: Position) => void };

/** A fold of facts into rows. `Rows` are its statements, prepared once for each open database. */
type Definition<Rows> = {
  name: string;
  /** Raise it when old facts should give other rows: all rows are then rebuilt from the log. */
  version: number;
  tables: readonly SQLiteTable[];
  prepare(db: Database): Rows;
  on: Handlers<Rows>;
  /** Writes what handlers have collected; runs before a transaction ends. */
  settle?: (rows: Rows) => void;
  /** Discards what handlers have collected: the transaction was rolled back. */
  forget?: (rows: Rows) => void;
  /** Handles a fact that cannot be read. */
  onUnreadable?: (letter: DeadLetter, rows: Rows, at: Position) => void;
  /** Handles a fact that projections skipped, since it does not fit what is left of a log with losses. */
  onSkipped?: (letter: DeadLetter, rows: Rows, at: Position) => void;
};

type Handle = (fact: Fact, at: Position) => void;

/** A projection's handlers, bound to one database. */
export type Bound = {
  on: ReadonlyMap<string, Handle>;
  settle?: () => void;
  forget?: () => void;
  onUnreadable?: (letter: DeadLetter, at: Position) => void;
  onSkipped?: (letter: DeadLetter, at: Position) => void;
};

/** A projection with rows of any type. */
export type Projection = Pick<Definition<unknown>, 'name' | 'version' | 'tables'> & {
  /** The types of facts that change its rows. */
  handles: ReadonlySet<string>;
  bind(db: Database): Bound;
};

/** Declares a projection: its name, its version, its tables, and what each fact does to them. */
export function defineProjection<Rows>({
  name,
  version,
  tables,
  prepare,
  on,
  settle,
  forget,
  onUnreadable,
  onSkipped,
}: Definition<Rows>): Projection {
  function bind(db: Database): Bound {
    const rows = prepare(db);
    const handlers = Object.entries(on) as [string, (fact: Fact, rows: Rows, at: Position) => void][];
    return {
      on: new Map(handlers.map(([type, handle]) => [type, (fact: Fact, at: Position) => handle(fact, rows, at)])),
      settle: settle && (() => settle(rows)),
      forget: forget && (() => forget(rows)),
      onUnreadable: onUnreadable && ((letter, at) => onUnreadable(letter, rows, at)),
      onSkipped: onSkipped && ((letter, at) => onSkipped(letter, rows, at)),
    };
  }
  return { name, version, tables, handles: new Set(Object.keys(on)), bind };
}

/** How far each projection is: the last commit it has handled completely and, if it stopped after that, at which fact and why. */
export const checkpoints = sqliteTable('checkpoints', {
  projection: text('projection').primaryKey(),
  version: integer('version').notNull(),
  sequence: integer('sequence').notNull(),
  commitId: text('commit_id').notNull(),
  stopped: text('stopped', { mode: 'json' }).$type<Stop>(),
});

/** The fact at which a projection stopped. */
export type Stop = { sequence: number; position: string; type: string; reason: string };

/** A parameter of a prepared statement, bound by name when it runs. */
export const param = (name: string): SQL => sql`${sql.placeholder(name)}`;

/** Parameters of a prepared statement, each under its own name. */
export const params = <Name extends string>(...names: Name[]) =>
  Object.fromEntries(names.map((name) => [name, param(name)])) as Record<Name, SQL>;

/** A value for a JSON column; `undefined` is stored as NULL. */
export const json = (value: unknown): string | null => (value === undefined ? null : JSON.stringify(value));

/** A statement about one row matched none: this history is impossible. */
class RowMismatch extends Error {
  override readonly name = 'RowMismatch';
}

/** Throws unless a statement changed exactly one row. */
export function one({ changes }: { changes: number }, what: string): void {
  if (changes !== 1) throw new RowMismatch(`${what} has no row that this fact fits`);
}
