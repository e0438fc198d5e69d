import { namedWork, type WorkEntry } from '../../projections/integrity/recorded-work.ts';
import { originalId } from './keys.ts';

/** What was found of a payment, and where. */
type Found = { entry: WorkEntry };

const subjectOf = (entry: WorkEntry): string => {
  const { agentId, bonusId } = namedWork(entry);
  return `${entry.kind} ${originalId(String(bonusId ?? agentId))}`;
};
const timeOf = (entry: WorkEntry) => String(namedWork(entry).paidAt ?? namedWork(entry).settledAt);
const stateOf = (entry: WorkEntry) => namedWork(entry).state;

/**
 * Collects payments of units and of bonuses, of the log and found elsewhere. Only the last state of each counts: one that was paid, taken
 * back and paid again is lost only if the log does not end with the payment, so that nobody is paid twice.
 */
export function lostPayments<One extends Found>() {
  const inLog = new Map<string, WorkEntry>();
  const found = new Map<string, One>();
  const takenBack = new Map<string, One>();
  function isLost({ entry }: One): boolean {
    const known = inLog.get(subjectOf(entry));
    // Without a payment there is none to take back.
    if (!known) return stateOf(entry) !== 'payment_undone';
    return stateOf(entry) !== stateOf(known) && timeOf(entry) > timeOf(known);
  }
  /** A bonus that the log ends with as paid is withdrawn only after its payment is taken back. */
  function withUndo(one: One): One[] {
    const known = inLog.get(subjectOf(one.entry));
    const undo = takenBack.get(subjectOf(one.entry));
    const needsIt = stateOf(one.entry) === 'withdrawn' && known && stateOf(known) === 'paid';
    return needsIt && undo && timeOf(undo.entry) > timeOf(known) ? [undo, one] : [one];
  }
  return {
    /** Takes in what the log has, in its order; nothing of other work. */
    inLog(entry: WorkEntry): void {
      if (entry.kind === 'payment' || entry.kind === 'settlement') inLog.set(subjectOf(entry), entry);
    },
    async add(one: One): Promise<void> {
      const subject = subjectOf(one.entry);
      const keepLast = (of: Map<string, One>) => {
        const before = of.get(subject);
        if (!before || timeOf(one.entry) >= timeOf(before.entry)) of.set(subject, one);
      };
      keepLast(found);
      if (stateOf(one.entry) === 'payment_undone') keepLast(takenBack);
    },
    /** Those of a kind that are lost, the first paid first. */
    all: (kind: WorkEntry['kind']): One[] =>
      [...found.values()]
        .filter((one) => one.entry.kind === kind && isLost(one))
        .flatMap(withUndo)
        .sort((one, other) => timeOf(one.entry).localeCompare(timeOf(other.entry))),
  };
}
