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

/** Brings the index up to the rows, a batch at a time. */
export type Indexing = {
  /** How many units, answers and reviews are not indexed yet. */
  behind(): number;
  /** Indexes a batch of them; false if there are none, or the rows are inconsistent. */
  step(): boolean;
  /** How many units there are. */
  units(): number;
};

type Grown = Mark & { unit: number | null };

/** How long one batch may take, since a search may have to wait for it. */
const batchMs = 15;
/** How many rows are read at once. */
const pageRows = 100;

const rowOf = (unitId: SQLiteColumn) => sql`(select ${units.row} from ${units} where ${units.unitId} = ${unitId})`;

/** The append-only tables whose rows change the words of a unit; `is` identifies a row. */
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

/** Whether these marks belong to these rows, and not to others with the same numbers. */
export const marksFit = (db: Database, file: string, marks: Marks): boolean =>
  marks.file === file &&
  names.every((name) => {
    const { row, is } = marks[name];
    return row === 0 || markIn(db, sources[name], sql`where ${sources[name].table.row} = ${row}`)?.is === is;
  });

/** Indexes the rows of a file after the marks of the index, which must fit them. */
export function openIndexing(db: Database, file: string, index: IndexFile): Indexing {
  // Units are indexed with their current texts, so existing answers and reviews are not indexed separately.
  let marks = index.marks() ?? {
    file,
    units: { row: 0, is: '' },
    answers: newestIn(db, 'answers'),
    reviews: newestIn(db, 'reviews'),
  };

  function rowsAfter(source: Source, after: number): Grown[] {
    const { table, is, unit } = sources[source];
    return db.all<Grown>(
      sql`select ${table.row} as "row", ${is} as "is", ${unit} as "unit" from ${table}
        where ${table.row} > ${after} order by ${table.row} limit ${pageRows}`,
    );
  }

  /** Indexes the next rows of the first table with new ones, and returns the marks after them. */
  function indexNext(from: Marks, put: (row: number, words: readonly string[]) => void): Marks | undefined {
    for (const name of names) {
      const rows = rowsAfter(name, from[name].row);
      const last = rows.at(-1);
      if (!last) continue;
      // Answers and reviews of a unit that is not indexed yet are indexed with it.
      const touched = rows.flatMap(({ unit }) => (unit && (name === 'units' || unit <= from.units.row) ? [unit] : []));
      for (const [row, text] of textsOf(db, [...new Set(touched)])) put(row, wordsOf(text));
      return { ...from, [name]: { row: last.row, is: last.is } };
    }
    return undefined;
  }

  /** Whether all projections are at the same sequence; if one has stopped, the rows are inconsistent and must not be indexed. */
  function isConsistent(): boolean {
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
      if (behind() === 0 || !isConsistent()) return false;
      const began = performance.now();
      marks = index.write((put) => {
        let reached = marks;
        let next: Marks | undefined;
        do {
          next = indexNext(reached, put);
          reached = next ?? reached;
        } while (next && performance.now() - began < batchMs);
        return reached;
      });
      return true;
    },
  };
}
