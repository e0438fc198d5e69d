import { type Log, LogDamaged } from '../../events/log.ts';
import { firstMissing } from './at-start.ts';
import { type Damage, damage } from './damage.ts';
import type { Head } from './heads.ts';
import { gapIn, headsAgainst } from './heads.ts';

/** A log that remembers its last commit, and reports when stored commits are missing. */
export type WatchedLog = Log & {
  /** The last commit that was stored or found. */
  known(): Head | undefined;
  /** Checks that the log still has all its commits; call it when its server is back. */
  checkHead(): Promise<void>;
};

/** Watches a log while it is written: every acknowledged commit must stay there. */
export async function watchedLog(log: Log, onDamaged: (damages: readonly Damage[]) => void): Promise<WatchedLog> {
  const last = await log.at(await log.head());
  const missing = async () => {
    const { last, count } = await log.state();
    return last - count;
  };
  const missingAtFirst = await missing();
  let head: Head | undefined = last && { sequence: last.sequence, commitId: last.id };

  function note(sequence: number, commitId: string) {
    if (sequence > (head?.sequence ?? 0)) head = { sequence, commitId };
  }

  return {
    ...log,
    known: () => head,
    async append(draft, expected) {
      try {
        const sequence = await log.append(draft, expected);
        note(sequence, draft.id);
        return sequence;
      } catch (error) {
        if (error instanceof LogDamaged) onDamaged([await describe(log, head)]);
        throw error;
      }
    },
    async checkHead() {
      if (!head) return;
      const found = await headsAgainst(log, [{ ...head, phrase: 'this process knows' }]);
      const hasGap = !found && (await missing()) > missingAtFirst;
      const gap = hasGap ? gapIn(await log.state(), await firstMissing(log)) : undefined;
      if (found ?? gap) onDamaged([found ?? gap].filter((one) => one !== undefined));
    },
  };
}

async function describe(log: Log, head: Head | undefined): Promise<Damage> {
  const witness = 'this process knows';
  const found = head && (await headsAgainst(log, [{ ...head, phrase: witness }]).catch(() => undefined));
  const known = head?.sequence ?? 0;
  return found ?? damage('log/replaced', { known, witness, from: known });
}
