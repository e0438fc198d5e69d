import { inArray, type SQL, sql } from 'drizzle-orm';
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core';
import { textsOf } from '../../../projections/search/unit-texts.ts';
import { wordsOf } from '../../../projections/search/words.ts';
import type { Database } from '../../../projections/store/database.ts';
import { checkpoints } from '../../../projections/store/projection.ts';
import { answers } from '../../../projections/units/answers.ts';
import { reviews } from '../../../projections/units/reviews.ts';
import { units } from '../../../projections/units/units.ts';
import type { IndexFile, Mark, Marks } from './index-file.ts';

/** Brings the index to where the rows are, a batch at a time. */
export type Indexing = {
  /** How many units, answers and reviews came since. */
  behind(): number;
  /** Indexes some of them; false if there is nothing more to be had. */
  step(): boolean;
  /** How many units there are. */
  units(): number;
};

type Grown = Mark & { unit: number | null };

/** How long one batch is gathered, in ms: a search may have to wait for it. */
const batchMs = 15;
/** So many rows are read at once. */
const atOnce = 100;

const rowOf = (unitId: SQLiteColumn) => sql`(select ${units.row} from ${units} where ${units.unitId} = ${unitId})`;

/** The tables that only grow, each row of which may change what can be found of one unit; `is` tells one from another. */
const sources = {
  units: { table: units, is: sql`${units.unitId}`, unit: sql`${units.row}` },
  answers: { table: answers, is: sql`${answers.agentId}`, unit: rowOf(answers.unitId) },
  reviews: {
    table: reviews,
    is: sql`${reviews.unitId} || ' ' || ${reviews.decision} || ' ' || ${reviews.at}`,
    unit: rowOf(reviews.unitId),
  },
};
type Source = keyof typeof sources;
const names = Object.keys(sources) as Source[];
const projections = ['units', 'assignments', 'answers', 'reviews'];

const markIn = (db: Database, { table, is }: (typeof sources)[Source], which: SQL): Mark | undefined =>
  db.get<Mark | undefined>(sql`select ${table.row} as "row", ${is} as "is" from ${table} ${which}`);

const newestIn = (db: Database, source: Source): Mark =>
  markIn(db, sources[source], sql`order by ${sources[source].table.row} desc limit 1`) ?? { row: 0, is: '' };

/** Whether these marks are of these rows, and not of others that stood in their place. */
export const marksFit = (db: Database, file: string, marks: Marks): boolean =>
  marks.file === file &&
  names.every((name) => {
    const { row, is } = marks[name];
    return row === 0 || markIn(db, sources[name], sql`where ${sources[name].table.row} = ${row}`)?.is === is;
  });

/** Indexes the rows of a file from where the index is, which must fit. */
export function openIndexing(db: Database, file: string, index: IndexFile): Indexing {
  // Texts are read as they are now: an answer that is there already needs no second look.
  let marks = index.marks() ?? {
    file,
    units: { row: 0, is: '' },
    answers: newestIn(db, 'answers'),
    reviews: newestIn(db, 'reviews'),
  };

  function grown(source: Source, after: number): Grown[] {
    const { table, is, unit } = sources[source];
    return db.all<Grown>(
      sql`select ${table.row} as "row", ${is} as "is", ${unit} as "unit" from ${table}
        where ${table.row} > ${after} order by ${table.row} limit ${atOnce}`,
    );
  }

  /** Indexes the next rows of the first table that has some, and gives the marks behind them. */
  function some(from: Marks, put: (row: number, words: readonly string[]) => void): Marks | undefined {
    for (const name of names) {
      const rows = grown(name, from[name].row);
      const last = rows.at(-1);
      if (!last) continue;
      // What a unit has that is yet to come is indexed together with it.
      const touched = rows.flatMap(({ unit }) => (unit && (name === 'units' || unit <= from.units.row) ? [unit] : []));
      for (const [row, text] of textsOf(db, [...new Set(touched)])) put(row, wordsOf(text));
      return { ...from, [name]: { row: last.row, is: last.is } };
    }
    return undefined;
  }

  /** While one projection has stopped and others go on, rows do not belong together, and what is indexed now could not be trusted. */
  function isEven(): boolean {
    const found = db
      .selectDistinct({ sequence: checkpoints.sequence })
      .from(checkpoints)
      .where(inArray(checkpoints.projection, projections))
      .all();
    return found.length <= 1;
  }

  const behind = () => names.reduce((sum, name) => sum + Math.max(0, newestIn(db, name).row - marks[name].row), 0);

  return {
    behind,
    units: () => newestIn(db, 'units').row,
    step() {
      if (behind() === 0 || !isEven()) return false;
      const began = performance.now();
      marks = index.write((put) => {
        let reached = marks;
        let next: Marks | undefined;
        do {
          next = some(reached, put);
          reached = next ?? reached;
        } while (next && performance.now() - began < batchMs);
        return reached;
      });
      return true;
    },
  };
}
