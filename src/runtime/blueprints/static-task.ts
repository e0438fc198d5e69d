import type { Blueprint } from './blueprint.ts';

/** Whether a task_source is a form in HTML, not a bundle. */
export const isHtml = (path: string): boolean => /\.html?$/i.test(path.trim());

const hasHtml = (source: unknown): boolean => typeof source === 'string' && isHtml(source);

/** A form in HTML, in which `${key}` stands for a value of the item. */
export const staticTask: Blueprint = {
  name: 'static_task',
  says: 'the page is a form in HTML',
  fits: ({ task_source }) => hasHtml(task_source),
  faultIn: ({ task_source }) =>
    hasHtml(task_source)
      ? undefined
      : { key: 'blueprint', message: 'is static_task, which needs a "task_source" in HTML' },
};
