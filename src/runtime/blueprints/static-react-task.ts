import type { Blueprint } from './blueprint.ts';
import { staticTask } from './static-task.ts';

/** A page of the task's own, or one that is made from questions: what every task is that names and fits no other kind. */
export const staticReactTask: Blueprint = {
  name: 'static_react_task',
  says: 'the page is a bundle',
  fits: () => false,
  faultIn: (config) =>
    (config.page || config.task_source || config.questions) && !staticTask.fits(config)
      ? undefined
      : {
          key: 'blueprint',
          message: 'is static_react_task, which needs a "page", a "task_source" with a bundle, or "questions"',
        },
};
