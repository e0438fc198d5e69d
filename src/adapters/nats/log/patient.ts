import { type Log, LogUnavailable, type StoredCommit } from '../../../events/log.ts';
import type { Pulse } from './pulse.ts';

/** The same log, of which nobody waits for an answer once its server is silent; who follows it goes on waiting. */
export function patientLog(log: Log, { unlessSilent }: Pick<Pulse, 'unlessSilent'>): Log {
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
    at: (sequence) => severalTimes(() => unlessSilent(() => log.at(sequence))),
    runs: () => unlessSilent(() => log.runs()),
    head: () => unlessSilent(() => log.head()),
    state: () => unlessSilent(() => log.state()),
  };
}

/** So often a commit is asked for: a server whose disk is slow keeps readers waiting behind what it stores. */
const questions = 3;

async function severalTimes<Answer>(question: () => Promise<Answer>): Promise<Answer> {
  for (let asked = 1; ; asked++) {
    try {
      return await question();
    } catch (error) {
      if (asked === questions || !(error instanceof LogUnavailable)) throw error;
    }
  }
}
