import type { Blueprint } from './blueprint.ts';

/** A page that calls the task's code while somebody works, in the shape of Mephisto: with the item under `task_data`. */
export const remoteProcedure: Blueprint = {
  name: 'remote_procedure',
  says: "the page calls the procedures of the task's own code, as docs/procedures.md shows",
  fits: () => false,
  dataOf: (task_data, { previous_requests = [] }) => ({ task_data, previous_requests }),
};
