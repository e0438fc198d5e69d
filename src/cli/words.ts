import { InvalidArgumentError } from 'commander';

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

/** A whole number, also below nothing, as typed after an option. */
export function whole(word: string): number {
  const value = Number(word);
  if (!/^-?\d+$/.test(word) || !Number.isSafeInteger(value)) throw new InvalidArgumentError('It is a whole number.');
  return value;
}
