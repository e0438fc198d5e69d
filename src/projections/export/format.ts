import type { ExportRow } from './export-row.ts';
import type { ItemRow } from './item-row.ts';

/** A part of the file, and how many rows end in it. */
export type Piece = { content: string | Uint8Array; rows: number };

/** The rows to write, and how. A format may read them several times, each time naming the step for progress. */
export type Source<Row = ExportRow> = {
  rows(step: string): Iterable<Row>;
  identities: boolean;
  /** Whether the file begins with a byte order mark. */
  hasMark?: boolean;
  /** The columns, or groups of them, that were chosen; all without. */
  columns?: readonly string[];
};

/** One way to write answers; the same rows give the same bytes. */
export type Format = {
  extension: string;
  /** The media type, as HTTP gives it. */
  type: string;
  write(source: Source): Iterable<Piece>;
  /** Writes a row for each item instead, in formats that can. */
  writeItems?(source: Source<ItemRow>): Iterable<Piece>;
};
