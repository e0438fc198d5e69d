import { InvalidArgumentError } from 'commander';
import { readAmount } from '../../api/money.ts';

/** A whole number from 1 on, as typed after an option. */
export function positive(word: string): number {
  const value = Number(word);
  if (!/^\d+$/.test(word) || !Number.isSafeInteger(value) || value < 1) {
    throw new InvalidArgumentError('It is a whole number, 1 or more.');
  }
  return value;
}

/** A position of the log, or a time such as 2026-11-21T09:00, as typed after an option. */
export function positionOrTime(word: string): { at: number } | { moment: string } {
  if (/^\d+$/.test(word)) return { at: positive(word) };
  const time = new Date(word);
  if (!/^\d{4}-\d\d-\d\d/.test(word) || Number.isNaN(time.getTime())) {
    throw new InvalidArgumentError('It is a position of the log, such as 37, or a time, such as 2026-11-21T09:00.');
  }
  return { moment: time.toISOString() };
}

/** A whole number, which may be negative, as typed after an option. */
export function whole(word: string): number {
  const value = Number(word);
  if (!/^-?\d+$/.test(word) || !Number.isSafeInteger(value)) throw new InvalidArgumentError('It is a whole number.');
  return value;
}

/** A day or a moment, as typed after an option: `2026-11-01`, or with a time as in `2026-11-01T09:00:00Z`. */
export function day(word: string): string {
  if (!/^\d{4}-\d\d-\d\d(T.+Z)?$/.test(word) || Number.isNaN(Date.parse(word)))
    throw new InvalidArgumentError('It is a date as in 2026-11-01, or a moment as in 2026-11-01T09:00:00Z.');
  return word;
}

/** An amount of a currency in cents, as typed after an option: `1.50`. */
export function amount(word: string): number {
  const read = readAmount(word);
  if ('fault' in read) throw new InvalidArgumentError(read.fault);
  return read.cents;
}

/** Any value as JSON, as typed after an option. */
export function jsonValue(word: string): unknown {
  try {
    return JSON.parse(word);
  } catch {
    throw new InvalidArgumentError('It is JSON, such as {"genre":"Drama"} or "Drama" with its quotation marks.');
  }
}
