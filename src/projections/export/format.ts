import type { ExportRow } from './export-row.ts';

/** A part of the file, and how many rows end in it. */
export type Piece = { content: string | Uint8Array; rows: number };

/** The answers to write, and how. A format may read them several times, each time naming the step for progress. */
export type Source = {
  rows(step: string): Iterable<ExportRow>;
  identities: boolean;
  /** Whether the file begins with a byte order mark. */
  hasMark?: boolean;
  /** The columns, or groups of them, that were chosen; all without. */
  columns?: readonly string[];
};

/** One way to write answers; the same answers give the same bytes. */
export type Format = {
  extension: string;
  /** The media type, as HTTP gives it. */
  type: string;
  write(source: Source): Iterable<Piece>;
};
