import { signalFields } from '../../api/signal-texts.ts';
import { refuse } from '../store/refusals.ts';
import { chosenOf } from './chosen-columns.ts';
import { type Column, maxColumns, newKinds, type Table } from './columns.ts';
import type { ExportRow } from './export-row.ts';
import { leavesOf } from './flat.ts';
import type { Source } from './format.ts';

const before: Column[] = [
  { name: 'task', kind: 'text' },
  { name: 'run', kind: 'text' },
  { name: 'assignment', kind: 'text' },
  { name: 'unit', kind: 'text' },
  { name: 'worker', kind: 'text' },
  { name: 'agent', kind: 'text' },
  { name: 'status', kind: 'text' },
  { name: 'purpose', kind: 'text' },
  { name: 'special', kind: 'boolean' },
  { name: 'correct', kind: 'boolean' },
  { name: 'assigned_at', kind: 'time' },
  { name: 'submitted_at', kind: 'time' },
  { name: 'seconds', kind: 'number' },
  { name: 'active_seconds', kind: 'number' },
  { name: 'late', kind: 'boolean' },
];
/** These only in tables in which an answer has them. */
const signals: Column[] = signalFields.map((field) => ({ name: `signals.${field}`, kind: 'number' }));
const flagged: Column[] = [{ name: 'flagged', kind: 'text' }];
const identifying: Column[] = [
  { name: 'worker_name', kind: 'text' },
  { name: 'provider', kind: 'text' },
];
/** Only with identities, in tables in which a worker came from a panel with further parameters. */
const link: Column[] = [{ name: 'link', kind: 'text' }];
/** Also only where a reviewer settled the answer to an item of the table; after the fields of these answers. */
export const finalColumns: Column[] = [
  { name: 'final.note', kind: 'text' },
  { name: 'final.by', kind: 'text' },
  { name: 'final.at', kind: 'time' },
  { name: 'final.over', kind: 'number' },
];
/** Only with identities, in tables in which an answer has some. */
const comments: Column[] = [{ name: 'comments', kind: 'json' }];
/** Only in tables in which the page of an answer called procedures. */
const calls: Column[] = [{ name: 'calls', kind: 'json' }];
/** Only in tables in which an answer is from a conversation in which something was said. */
const messages: Column[] = [{ name: 'messages', kind: 'json' }];
const after: Column[] = [
  { name: 'review.decision', kind: 'text' },
  { name: 'review.note', kind: 'text' },
  { name: 'review.message', kind: 'text' },
  { name: 'review.by', kind: 'text' },
  { name: 'review.at', kind: 'time' },
  { name: 'reviews', kind: 'json' },
  { name: 'pay_cents', kind: 'number' },
  { name: 'bonus_cents', kind: 'number' },
  { name: 'bonuses', kind: 'json' },
  { name: 'files', kind: 'json' },
  { name: 'metadata', kind: 'json' },
];

/** The fields of an item's data, of an answer, and of the final answer to its item, with their column names. */
function* fieldsOf({ data, answer, final }: Pick<ExportRow, 'data' | 'answer' | 'final'>) {
  for (const { path, value } of leavesOf(data, 'data')) yield { name: path, value, of: 'data' as const };
  for (const { path, value } of leavesOf(answer, 'answer')) yield { name: path, value, of: 'answer' as const };
  if (!final) return;
  for (const { path, value } of leavesOf(final.answer, 'final.answer'))
    yield { name: path, value, of: 'final' as const };
}

/** These have the columns of their fields, of which there may be none. */
const groups = ['data', 'answer', 'final.answer'];

type Choice = Pick<Source, 'identities' | 'columns'>;

/** Whether an answer has something for the columns that are only there where one has. */
const hasOf = {
  signals: (row: ExportRow) => row.signals !== null,
  flagged: (row: ExportRow) => row.flagged !== null,
  final: (row: ExportRow) => row.final !== null,
  link: (row: ExportRow) => row.link !== undefined,
  comments: (row: ExportRow) => row.comments !== undefined && row.comments.length > 0,
  calls: (row: ExportRow) => row.calls.length > 0,
  messages: (row: ExportRow) => row.messages.length > 0,
};
type Optional = keyof typeof hasOf;
const optional = Object.keys(hasOf) as Optional[];

/** The columns of a table with these rows, one for each field of data and answers; refuses more than `maxColumns`, and a chosen one that is not there. */
export function columnsOf(rows: Iterable<ExportRow>, { identities, columns }: Choice): Column[] {
  const found = { data: newKinds(columns), answer: newKinds(columns), final: newKinds(columns) };
  // What was chosen is there, also without a value.
  const present = new Set<Optional>(columns === undefined ? [] : optional);
  for (const row of rows) {
    for (const one of optional) if (!present.has(one) && hasOf[one](row)) present.add(one);
    for (const { name, value, of } of fieldsOf(row)) found[of].note(name, value);
    if (found.data.size() + found.answer.size() + found.final.size() > maxColumns)
      throw refuse('export/too-wide', { most: maxColumns });
  }
  const where = (one: Optional, some: readonly Column[]) => (present.has(one) ? some : []);
  const all = [
    ...before,
    ...where('signals', signals),
    ...where('flagged', flagged),
    ...(identities ? [...identifying, ...where('link', link)] : []),
    ...found.data.columns(),
    ...found.answer.columns(),
    ...found.final.columns(),
    ...where('final', finalColumns),
    ...after,
    ...where('calls', calls),
    ...where('messages', messages),
    ...(identities ? where('comments', comments) : []),
  ];
  return chosenOf(all, { names: columns, groups });
}

/** A row's values by column name. */
export function recordOf(row: ExportRow): Map<string, unknown> {
  const { data, answer, review, final, ...plain } = row;
  const record = new Map<string, unknown>(Object.entries(plain));
  for (const { name, value } of fieldsOf(row)) record.set(name, value);
  if (final) for (const name of ['note', 'by', 'at', 'over'] as const) record.set(`final.${name}`, final[name]);
  for (const [name, value] of Object.entries(review ?? {})) record.set(`review.${name}`, value);
  for (const [name, value] of Object.entries(row.signals ?? {})) record.set(`signals.${name}`, value);
  return record;
}

/** Answers as a table: one row for each, with a column for each field. */
export const answerTable: Table<ExportRow> = { columnsOf, recordOf };
