import { AsyncLocalStorage } from 'node:async_hooks';

const ends = new AsyncLocalStorage<(error: unknown) => void>();

/** Runs some of the code of a conversation, which `end` ends when it throws what nothing waits for. */
export const withStrays = <Value>(end: (error: unknown) => void, part: () => Value): Value => ends.run(end, part);

/** Ends the conversation whose code has thrown what nothing waits for; false if it was none of a conversation. To be called where the process is told of it. */
export function endsConversation(error: unknown): boolean {
  const end = ends.getStore();
  end?.(error);
  return end !== undefined;
}
