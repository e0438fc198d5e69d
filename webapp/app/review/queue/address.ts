import * as z from 'zod/mini';
import { oneOf, text } from '../address.ts';

/** What the address of the review says: what is reviewed, in which order, and where one is. */
export const ReviewAddress = z.object({
  task: text,
  run: text,
  by: oneOf(['worker', 'item']),
  order: oneOf(['fewest', 'worst', 'oldest']),
  second: text,
  group: text,
  unit: text,
});
export type ReviewAddress = z.output<typeof ReviewAddress>;

/** What is reviewed. */
export const scopeIn = ({ task, run }: Pick<ReviewAddress, 'task' | 'run'>) => (run ? { run } : task ? { task } : {});
