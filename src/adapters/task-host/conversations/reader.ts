import type { Member, Message } from '../../../client/room.ts';

type Waiting = { from: readonly Member[] | undefined; give(message: Message | null): void };

/** What one part of the code, the task's or that of a bot, was not given yet, and what it waits for. */
export function readerOf() {
  const unread: Message[] = [];
  const waiting = new Set<Waiting>();
  const accepts = (from: Waiting['from'], message: Message) =>
    from === undefined || (message.from !== null && from.includes(message.from));

  return {
    /** Gives a message to whoever has waited longest for one like it, or keeps it. */
    offer(message: Message): void {
      for (const one of waiting)
        if (accepts(one.from, message)) {
          one.give(message);
          return;
        }
      unread.push(message);
    },
    take(from?: readonly Member[]): Message | undefined {
      const at = unread.findIndex((message) => accepts(from, message));
      return at < 0 ? undefined : unread.splice(at, 1)[0];
    },
    /** Resolves with the next such message, or with null when `cancel` was called. */
    wait(from?: readonly Member[]): { message: Promise<Message | null>; cancel(): void } {
      let cancel = () => {};
      const message = new Promise<Message | null>((resolve) => {
        const one: Waiting = {
          from,
          give(message) {
            waiting.delete(one);
            resolve(message);
          },
        };
        waiting.add(one);
        cancel = () => one.give(null);
      });
      return { message, cancel };
    },
    /** Gives null to those who wait for messages of people who have all left. */
    noteLeft(): void {
      for (const one of waiting) if (one.from?.every(({ hasLeft }) => hasLeft)) one.give(null);
    },
  };
}

export type Reader = ReturnType<typeof readerOf>;
