import type { ExportFormat } from '../../../src/api/exports.ts';

/** The formats of exports, the default first. */
export const formats: readonly { value: ExportFormat; name: string; description: string }[] = [
  {
    value: 'jsonl',
    name: 'JSON Lines',
    description: 'One answer per line, exactly as submitted. The default, for programs.',
  },
  { value: 'csv', name: 'CSV', description: 'One row per answer, one column per field. For spreadsheets.' },
  {
    value: 'csv-simple',
    name: 'CSV, simple',
    description: 'Item, worker, answer, decision and seconds. Opens in a spreadsheet as it is.',
  },
  { value: 'csv-long', name: 'CSV, long', description: 'One row per answered field. For statistics in R or pandas.' },
  { value: 'parquet', name: 'Parquet', description: 'Typed columns, small and fast. For data tools.' },
  {
    value: 'mephisto',
    name: 'Mephisto',
    description: "Mephisto's own record of each unit. For scripts written for Mephisto.",
  },
  {
    value: 'report',
    name: 'Methods report, Markdown',
    description: 'How the data were collected: workers, questions, agreement, exclusions, pay. For a paper.',
  },
  { value: 'report-html', name: 'Methods report, HTML', description: 'The same as a page to read and to print.' },
];

/** Whether the format is a report, which has figures of all answers and no names. */
export const isReport = (format: ExportFormat): boolean => format.startsWith('report');
