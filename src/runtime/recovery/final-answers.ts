import { canonicalJson } from '../../actors/canonical-json.ts';
import { namedWork, type WorkEntry } from '../../projections/integrity/recorded-work.ts';
import { contentKey } from './keys.ts';

/** A final answer as it is known: what it says, when it was decided, and when it was withdrawn, if it was. */
type FinalAnswer = { answer?: unknown; at: string; withdrawnAt?: string | null };

/** Whether an item lacks a lost final answer, or its withdrawal; `another` if it has a different one in its place, which may be newer. */
export function lackOf(present: FinalAnswer | undefined, lost: FinalAnswer): 'lacking' | 'known' | 'another' {
  // What was taken back does not come back, and a later final answer stays.
  if (lost.withdrawnAt) return !present || present.withdrawnAt || present.at > lost.withdrawnAt ? 'known' : 'lacking';
  if (!present || (present.withdrawnAt && present.withdrawnAt < lost.at)) return 'lacking';
  return canonicalJson(present.answer) === canonicalJson(lost.answer) ? 'known' : 'another';
}

/** The keys of final answers by their content; the same answer again, after the log's last withdrawal, is another one. */
export function finalAnswerKeys() {
  const withdrawals = new Map<unknown, string>();
  return {
    /** Takes in what the log has, in its order. */
    inLog(work: readonly WorkEntry[]): void {
      for (const entry of work) {
        const { assignmentId, withdrawnAt } = namedWork(entry);
        if (entry.kind === 'adjudication' && withdrawnAt !== null) withdrawals.set(assignmentId, String(withdrawnAt));
      }
    },
    /** The key of any work by its content, where it has one. */
    keyOf(entry: WorkEntry): string | undefined {
      const key = contentKey(entry);
      const { assignmentId, at, withdrawnAt } = namedWork(entry);
      const last = entry.kind === 'adjudication' && withdrawnAt === null ? withdrawals.get(assignmentId) : undefined;
      return last !== undefined && String(at) > last ? `${key} after ${last}` : key;
    },
  };
}
