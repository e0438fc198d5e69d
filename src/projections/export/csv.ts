import { toRecord } from './cells.ts';
import { leavesOf } from './flat.ts';
import type { Format } from './format.ts';
import { centsOf, columnsOf, recordOf, unlessEmpty } from './wide.ts';

const type = 'text/csv; charset=utf-8';

/** One record for each answer, a column for each field of any row; so the rows are read twice. */
export const csvWide: Format = {
  extension: 'csv',
  type,
  *write(source) {
    const names = columnsOf(source.rows('Finding the columns'), source).map(({ name }) => name);
    yield { content: toRecord(names), rows: 0 };
    for (const row of source.rows('Writing')) {
      const record = recordOf(row);
      yield { content: toRecord(names.map((name) => record.get(name))), rows: 1 };
    }
  },
};

const kindOf = (value: unknown) => (value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value);

const before = ['task', 'run', 'assignment', 'unit', 'worker'] as const;
const identifying = ['worker_name', 'provider'] as const;
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
] as const;

/** One record for each answered field. An answer without fields has one record with an empty field name. */
export const csvLong: Format = {
  extension: 'long.csv',
  type,
  *write({ rows, identities }) {
    const fixed = [...before, ...(identities ? identifying : []), ...after];
    yield {
      content: toRecord([
        ...fixed,
        'field',
        'value',
        'kind',
        'decision',
        'reviews',
        'final',
        'pay_cents',
        'bonus_cents',
        'files',
      ]),
      rows: 0,
    };
    for (const row of rows('Writing')) {
      const known = fixed.map((name) => row[name]);
      for (const { path, value } of leavesOf(row.answer)) {
        const values = [
          path,
          value,
          kindOf(value),
          row.review?.decision,
          unlessEmpty(row.reviews),
          row.final,
          row.pay_cents,
          centsOf(row),
          unlessEmpty(row.files),
        ];
        yield { content: toRecord([...known, ...values]), rows: 1 };
      }
    }
  },
};
