import { grouped } from './progress.ts';

/** So many of something as a person reads it: `1 run`, `1 200 answers`. */
export const counted = (count: number, noun: string): string => `${grouped(count)} ${noun}${count === 1 ? '' : 's'}`;
