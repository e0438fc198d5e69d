import type { Blueprint } from './blueprint.ts';

const isLive = ({ agents_per_conversation }: { agents_per_conversation?: unknown }) =>
  agents_per_conversation !== undefined;

/** Conversations, of several workers or of one with the task's code. */
export const live: Blueprint = {
  name: 'live',
  inMephisto: 'parlai_chat',
  says: "the task's own code leads conversations, as docs/conversations.md shows",
  fits: isLive,
  faultIn: (config) =>
    isLive(config)
      ? undefined
      : { key: 'agents_per_conversation', message: 'is missing; a task of conversations needs it' },
  dataOf: (task_data, { past_live_updates = [] }) => ({ task_data, past_live_updates }),
};
