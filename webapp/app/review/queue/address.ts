import { oneOrFirst, type RawSearch, text } from '../../data/search.ts';

/** Reads the address of the review: its scope, its order, and the current unit. */
export const readReviewAddress = (raw: RawSearch) => ({
  task: text(raw.task),
  run: text(raw.run),
  by: oneOrFirst(raw.by, ['worker', 'item']),
  order: oneOrFirst(raw.order, ['fewest', 'worst', 'oldest']),
  second: text(raw.second),
  group: text(raw.group),
  unit: text(raw.unit),
});
export type ReviewAddress = ReturnType<typeof readReviewAddress>;

/** The scope of the review. */
export const scopeIn = ({ task, run }: Pick<ReviewAddress, 'task' | 'run'>) => (run ? { run } : task ? { task } : {});
