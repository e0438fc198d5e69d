import { Readable } from 'node:stream';
import { stringify } from 'csv-stringify/sync';
import type { Database } from '../projections/database.ts';
import { type ExportRow, exportRows } from '../projections/export-rows.ts';

/** Whose answers: one run's, or those of all runs of a task name. */
export type Which = { run: string } | { task: string };

async function* jsonLines(db: Database, which: Which) {
  for await (const row of exportRows(db, which)) yield `${JSON.stringify(row)}\n`;
}

/** Every unit with its answer, one JSON object a line, as a stream. */
export const jsonLinesOf = (db: Database, which: Which): Readable =>
  Readable.from(jsonLines(db, which), { objectMode: false });

const fixed = [
  'task',
  'run',
  'assignment',
  'unit',
  'worker',
  'agent',
  'status',
  'assigned_at',
  'submitted_at',
  'seconds',
  'late',
] as const;

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** One flat record: the fixed columns, then `data.…` and `answer.…` for their top keys; what is nested stays JSON. */
function flat(row: ExportRow): Record<string, unknown> {
  const record: Record<string, unknown> = Object.fromEntries(fixed.map((name) => [name, row[name]]));
  const spread = (prefix: string, value: unknown) => {
    if (isObject(value)) for (const [key, inner] of Object.entries(value)) record[`${prefix}.${key}`] = inner;
    else if (value !== null && value !== undefined) record[prefix] = value;
  };
  spread('data', row.data);
  spread('answer', row.answer);
  record['review.decision'] = row.review?.decision ?? '';
  record['review.note'] = row.review?.note ?? '';
  return record;
}

/** Spreadsheets run cells that look like formulas (OWASP ASVS 1.2.10): such texts get a quote before them. */
export function toCell(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return /^[=+\-@\t\r\n\0]/.test(text) ? `'${text}` : text;
}

/** The columns are those of all rows, so the rows are read twice: for their columns first. */
async function* csv(db: Database, which: Which) {
  const columns = new Set<string>(fixed);
  for await (const row of exportRows(db, which)) for (const column of Object.keys(flat(row))) columns.add(column);
  const order = [...columns];
  yield stringify([order.map(toCell)]);
  for await (const row of exportRows(db, which)) {
    const record = flat(row);
    yield stringify([order.map((column) => toCell(record[column]))]);
  }
}

/** Every unit with its answer as CSV (RFC 4180), as a stream. */
export const csvOf = (db: Database, which: Which): Readable => Readable.from(csv(db, which), { objectMode: false });
