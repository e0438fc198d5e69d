import { InvalidArgumentError } from 'commander';

/** A whole number from 1 on, as typed after an option. */
export function positive(word: string): number {
  const value = Number(word);
  if (!/^\d+$/.test(word) || !Number.isSafeInteger(value) || value < 1) {
    throw new InvalidArgumentError('It is a whole number, 1 or more.');
  }
  return value;
}

/** A whole number, also below nothing, as typed after an option. */
export function whole(word: string): number {
  const value = Number(word);
  if (!/^-?\d+$/.test(word) || !Number.isSafeInteger(value)) throw new InvalidArgumentError('It is a whole number.');
  return value;
}
