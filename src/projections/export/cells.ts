import { stringify } from 'csv-stringify/sync';

/**
 * Texts that spreadsheets would run (OWASP ASVS 1.2.10), some of them in East Asian languages also in wide letters; and those
 * that are quoted already, so that quoting can be reversed.
 */
const formula = /^'*[=+\-@＝＋－＠\t\r\n\0]/;
const plainNegative = /^-\d+(\.\d+)?$/;

/** A value as a cell: a text that a spreadsheet would take for a formula gets a single quote in front; plain numbers stay numbers. */
export function toCell(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return formula.test(text) && !plainNegative.test(text) ? `'${text}` : text;
}

/** Values as one record of CSV (RFC 4180): quoted where necessary, with CR LF at the end. */
export const toRecord = (values: readonly unknown[]): string =>
  stringify([values.map(toCell)], { record_delimiter: 'windows', quoted_match });

// The package quotes a cell with the whole delimiter CR LF; a lone CR or LF ends a record as well.
const quoted_match = /[\r\n]/;
