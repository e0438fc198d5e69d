import type { ExportRow } from './export-rows.ts';

/** A part of the file, and how many rows of the format end in it. */
export type Piece = { content: string | Uint8Array; rows: number };

/** What a format is given: the answers, as often as it reads them, each time saying what for. */
export type Source = { rows(step: string): Iterable<ExportRow>; identities: boolean };

/** One way to write answers; the same answers give the same bytes. */
export type Format = {
  extension: string;
  /** The media type, as HTTP gives it. */
  type: string;
  write(source: Source): Iterable<Piece>;
};
