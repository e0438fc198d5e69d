import type { Document } from '../report/document.ts';
import { toHtml } from '../report/to-html.ts';
import { toMarkdown } from '../report/to-markdown.ts';
import { csvLong, csvSimple, csvWide } from './csv.ts';
import type { Format } from './format.ts';
import { fileLines, jsonLines } from './json-lines.ts';
import { mephisto } from './mephisto.ts';
import { parquet } from './parquet.ts';

/** Every export format of answers, and `files`, which lists uploaded files. */
export const formats = {
  jsonl: jsonLines,
  csv: csvWide,
  'csv-simple': csvSimple,
  'csv-long': csvLong,
  parquet,
  mephisto,
  files: fileLines,
} satisfies Record<string, Format>;

type ReportFormat = Pick<Format, 'extension' | 'type'> & { write(document: Document): string };

/** The formats of a methods report, which has figures instead of answers. */
export const reports = {
  report: { extension: 'report.md', type: 'text/markdown; charset=utf-8', write: toMarkdown },
  'report-html': { extension: 'report.html', type: 'text/html; charset=utf-8', write: toHtml },
} satisfies Record<string, ReportFormat>;

export type FormatName = keyof typeof formats | keyof typeof reports;

/** Whether a format is that of a report. */
export const isReport = (format: FormatName): format is keyof typeof reports => Object.hasOwn(reports, format);

/** How the name of a file of the format ends, and its media type. */
export const fileKindOf = (format: FormatName): Pick<Format, 'extension' | 'type'> =>
  isReport(format) ? reports[format] : formats[format];
