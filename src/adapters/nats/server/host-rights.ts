/** The user of one task host: its id, which is also part of its subjects, and its password. */
export type HostUser = { id: string; password: string };

/** The subjects of a task host. */
export const subjectsOf = (id: string) => ({
  /** Requests to it, by the name of the function. */
  calls: `task.${id}.call.*`,
  call: (name: string) => `task.${id}.call.${name}`,
  /** Where it says that it can be called. */
  ready: `task.${id}.ready`,
});

/** The rights of a task host: to receive its own requests, reply to them, and say that it is ready. */
export function hostPermissions(id: string) {
  const { calls, ready } = subjectsOf(id);
  return {
    publish: { allow: [ready] },
    subscribe: { allow: [calls] },
    // How long a reply is allowed: longer than any time limit of a call.
    allow_responses: { max: 1, expires: '2h' },
  };
}
