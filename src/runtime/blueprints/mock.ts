import type { Blueprint } from './blueprint.ts';

/** A task without a page of its own, to try out a study: workers see the item, and submit an empty answer. */
export const mock: Blueprint = {
  name: 'mock',
  says: 'for trials: the page shows the item, and submits an empty answer',
  fits: () => false,
  faultIn({ page, task_source, questions }) {
    const isOwn = page || task_source || questions;
    return isOwn
      ? { key: 'blueprint', message: 'is mock, whose page is made; leave out "page", "task_source" and "questions"' }
      : undefined;
  },
};
