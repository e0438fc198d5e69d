import { type Log, LogUnavailable, type StoredCommit } from '../../../events/log.ts';
import type { Heartbeat } from './heartbeat.ts';

/** The same log, whose questions end with `LogUnavailable` once its server is silent; `follow` goes on waiting. */
export function logWithTimeout(log: Log, { unlessSilent }: Pick<Heartbeat, 'unlessSilent'>): Log {
  async function* read(run: string, after?: number): AsyncIterable<StoredCommit> {
    const commits = log.read(run, after)[Symbol.asyncIterator]();
    let isOver = false;
    try {
      for (;;) {
        const next = await unlessSilent(() => commits.next());
        isOver = next.done === true;
        if (next.done) return;
        yield next.value;
      }
    } finally {
      // Not waited for: it would wait for the server in turn.
      if (!isOver) void commits.return?.().catch(() => undefined);
    }
  }

  return {
    ...log,
    append: (draft, expected) => unlessSilent(() => log.append(draft, expected)),
    read,
    at: (sequence) => withRetries(() => unlessSilent(() => log.at(sequence))),
    runs: () => withRetries(() => unlessSilent(() => log.runs())),
    head: () => withRetries(() => unlessSilent(() => log.head())),
    state: () => withRetries(() => unlessSilent(() => log.state())),
  };
}

/** How often a question is asked: a server with a slow disk keeps readers waiting behind what it stores. */
const maxAttempts = 3;

async function withRetries<Answer>(question: () => Promise<Answer>): Promise<Answer> {
  for (let asked = 1; ; asked++) {
    try {
      return await question();
    } catch (error) {
      if (asked === maxAttempts || !(error instanceof LogUnavailable)) throw error;
    }
  }
}
