import type { NatsConnection } from 'nats';
import { type Log, LogFull } from '../../../events/log.ts';
import { LOG_STREAM } from './stream.ts';

/** Whether a log has refused a commit because it was full, and nothing has changed since. */
export type Space = { isFull(): boolean; look(): Promise<void> };

/**
 * Notices that a log is full, and when it may have space again: a commit was stored, or `mark` has changed, a value that
 * includes everything that limits the log. So a daemon without requests finds out too.
 */
export function watchSpace(log: Log, mark: () => Promise<string>): { log: Log; room: Space } {
  let isFull = false;
  let before: string | undefined;
  return {
    log: {
      ...log,
      async append(draft, expected) {
        try {
          const sequence = await log.append(draft, expected);
          isFull = false;
          return sequence;
        } catch (error) {
          if (error instanceof LogFull && !isFull) [isFull, before] = [true, undefined];
          throw error;
        }
      },
    },
    room: {
      isFull: () => isFull,
      async look() {
        if (!isFull) return;
        const now = await mark();
        before ??= now;
        if (now !== before) isFull = false;
      },
    },
  };
}

/** All that decides about the room of a log on a server: which server it is, what it holds, and what it may hold. */
export async function spaceMark(connection: NatsConnection): Promise<string> {
  const jsm = await connection.jetstreamManager({ checkAPI: false });
  const { storage, limits } = await jsm.getAccountInfo();
  const { config } = await jsm.streams.info(LOG_STREAM);
  return JSON.stringify([connection.info?.server_id, storage, limits.max_storage, config.max_bytes]);
}
