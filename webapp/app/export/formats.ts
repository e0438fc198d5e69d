import type { ExportFormat } from '../../../src/api/exports.ts';

/** The formats an export can have, the usual one first. */
export const formats: readonly { value: ExportFormat; name: string; says: string }[] = [
  {
    value: 'jsonl',
    name: 'JSON Lines',
    says: 'One answer per line, exactly as submitted. The default, for programs.',
  },
  { value: 'csv', name: 'CSV', says: 'One row per answer, one column per field. For spreadsheets.' },
  { value: 'csv-long', name: 'CSV, long', says: 'One row per answered field. For statistics in R or pandas.' },
  { value: 'parquet', name: 'Parquet', says: 'Typed columns, small and fast. For data tools.' },
  {
    value: 'mephisto',
    name: 'Mephisto',
    says: "Mephisto's own record of each unit. For scripts written for Mephisto.",
  },
];
