import { presentWork } from '../../projections/integrity/present-work.ts';
import { namedWork, type WorkEntry } from '../../projections/integrity/recorded-work.ts';
import { originalId } from './keys.ts';

/** What was found of a comment, and where. */
type Found = { entry: WorkEntry; source: string; extra?: Record<string, unknown> };

const idOf = ({ values }: WorkEntry) => originalId(String(values[0]));

function changeOf(entry: WorkEntry) {
  const { text, at, editedAt, removedAt } = namedWork(entry);
  return { text, isRemoved: removedAt !== null, at: String(editedAt ?? at ?? '') };
}

/** Whether one state of a comment is later than another: the one in which it is removed, else the one that was written later. */
function isLater(one: WorkEntry, other: WorkEntry): boolean {
  const [its, others] = [changeOf(one), changeOf(other)];
  return its.isRemoved === others.isRemoved ? its.at >= others.at : its.isRemoved;
}

const merge = (one: WorkEntry, other: WorkEntry): WorkEntry =>
  isLater(other, one) ? presentWork(one, other) : presentWork(other, one);

/** Collects the comments of the log and what was found of them elsewhere; each is lost where the log lacks its last state. */
export function lostComments() {
  const inLog = new Map<string, WorkEntry>();
  const found = new Map<string, Found>();

  /** What is to be recorded again of a comment; a removed comment that the log does not have is not lost. */
  function lostOf(one: Found): Found | undefined {
    const known = inLog.get(idOf(one.entry));
    const its = changeOf(one.entry);
    if (!known) return its.isRemoved ? undefined : one;
    const now = changeOf(known);
    if (now.isRemoved) return undefined;
    const isNewText = its.text !== now.text && its.at > now.at;
    return its.isRemoved || isNewText ? { ...one, entry: presentWork(known, one.entry) } : undefined;
  }

  return {
    /** Takes in what the log has, in its order. */
    inLog: (entry: WorkEntry): void => void inLog.set(idOf(entry), presentWork(inLog.get(idOf(entry)), entry)),
    async add(one: Found): Promise<void> {
      const id = idOf(one.entry);
      const before = found.get(id);
      const extra = { ...before?.extra, ...one.extra };
      found.set(id, before ? { ...before, extra, entry: merge(before.entry, one.entry) } : one);
    },
    /** Those that are lost, the first written first, so that each comes before its replies. */
    all: (): Found[] => {
      const lost = [...found.values()].flatMap((one) => lostOf(one) ?? []);
      const writtenAt = ({ entry }: Found) => String(namedWork(entry).at ?? '');
      return lost.sort((one, other) => writtenAt(one).localeCompare(writtenAt(other)));
    },
  };
}
