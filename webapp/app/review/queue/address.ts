import { oneOrFirst, type RawSearch, text } from '../../data/search.ts';

/** What the address of the review says: what is reviewed, in which order, and where one is. */
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

/** What is reviewed. */
export const scopeIn = ({ task, run }: Pick<ReviewAddress, 'task' | 'run'>) => (run ? { run } : task ? { task } : {});
