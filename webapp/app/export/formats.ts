import type { ExportFormat } from '../../../src/api/exports.ts';

/** The formats an export can have, the usual one first. */
export const formats: readonly { value: ExportFormat; name: string; says: string }[] = [
  {
    value: 'jsonl',
    name: 'JSON Lines',
    says: 'An answer a line, exactly as it was given. The usual choice for programs.',
  },
  { value: 'csv', name: 'CSV', says: 'A row for each answer and a column for each field, for spreadsheets.' },
  { value: 'csv-long', name: 'CSV, long', says: 'A row for each answered field, for statistics in R or pandas.' },
  { value: 'parquet', name: 'Parquet', says: 'Columns with types, small and fast for data tools.' },
  { value: 'mephisto', name: 'Mephisto', says: "Mephisto's own record of each unit, for scripts written for it." },
];
