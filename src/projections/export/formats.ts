import { csvLong, csvSimple, csvWide } from './csv.ts';
import type { Format } from './format.ts';
import { fileLines, jsonLines } from './json-lines.ts';
import { mephisto } from './mephisto.ts';
import { parquet } from './parquet.ts';

/** Every export format, and `files`, which lists uploaded files. */
export const formats = {
  jsonl: jsonLines,
  csv: csvWide,
  'csv-simple': csvSimple,
  'csv-long': csvLong,
  parquet,
  mephisto,
  files: fileLines,
} satisfies Record<string, Format>;

export type FormatName = keyof typeof formats;
