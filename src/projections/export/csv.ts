import { toRecord } from './cells.ts';
import { chosenOf } from './chosen-columns.ts';
import type { Table } from './columns.ts';
import type { ExportRow } from './export-row.ts';
import { leavesOf } from './flat.ts';
import type { Format, Piece, Source } from './format.ts';
import { itemTable } from './item-table.ts';
import { answerTable } from './wide.ts';

const type = 'text/csv; charset=utf-8';

/** The first record of a table, behind the byte order mark if it has one. */
const headOf = (names: readonly string[], { hasMark }: Pick<Source, 'hasMark'>): Piece => ({
  content: `${hasMark ? '\ufeff' : ''}${toRecord(names)}`,
  rows: 0,
});

/** One record for each row, a column for each field of any row; so the rows are read twice. */
const writes = <Row>({ columnsOf, recordOf }: Table<Row>) =>
  function* (source: Source<Row>): Generator<Piece> {
    const names = columnsOf(source.rows('Finding the columns'), source).map(({ name }) => name);
    yield headOf(names, source);
    for (const row of source.rows('Writing')) {
      const record = recordOf(row);
      yield { content: toRecord(names.map((name) => record.get(name))), rows: 1 };
    }
  };

/** One record for each answer or item. */
export const csvWide: Format = { extension: 'csv', type, write: writes(answerTable), writeItems: writes(itemTable) };

/** The value of an answer that has only one, else all of it. */
function plainOf(answer: unknown): unknown {
  const [first, second] = leavesOf(answer);
  return first && !second ? first.value : answer;
}

/** One record for each answer with five columns, for spreadsheets; names of workers are a sixth. */
export const csvSimple: Format = {
  extension: 'simple.csv',
  type,
  *write(source) {
    const { rows, identities } = source;
    yield headOf(['item', 'worker', ...(identities ? ['worker_name'] : []), 'answer', 'decision', 'seconds'], source);
    for (const { assignment, worker, worker_name, answer, review, seconds } of rows('Writing')) {
      const who = identities ? [worker, worker_name] : [worker];
      yield { content: toRecord([assignment, ...who, plainOf(answer), review?.decision, seconds]), rows: 1 };
    }
  },
};

const kindOf = (value: unknown) => (value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value);

const before = ['task', 'run', 'assignment', 'data', 'unit', 'worker'];
const identifying = ['worker_name', 'provider'];
const after = [
  'agent',
  'status',
  'purpose',
  'special',
  'correct',
  'assigned_at',
  'submitted_at',
  'seconds',
  'active_seconds',
  'signals',
  'flagged',
  'late',
  'field',
  'value',
  'kind',
  'decision',
  'reviews',
  'final',
  'pay_cents',
  'bonus_cents',
  'files',
];

/** The records of an answer by column: one for each field, or one with an empty field name. */
function* fieldsOf(row: ExportRow): Generator<Record<string, unknown>> {
  const beside = {
    ...row,
    decision: row.review?.decision,
  };
  for (const { path, value } of leavesOf(row.answer)) yield { ...beside, field: path, value, kind: kindOf(value) };
}

/** One record for each answered field. An answer without fields has one record with an empty field name. */
export const csvLong: Format = {
  extension: 'long.csv',
  type,
  *write(source) {
    const { rows, identities, columns } = source;
    const all = [...before, ...(identities ? identifying : []), ...after].map((name) => ({ name }));
    const names = chosenOf(all, { names: columns }).map(({ name }) => name);
    yield headOf(names, source);
    for (const row of rows('Writing'))
      for (const record of fieldsOf(row)) yield { content: toRecord(names.map((name) => record[name])), rows: 1 };
  },
};
