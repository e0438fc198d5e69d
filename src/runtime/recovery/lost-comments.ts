import { presentWork } from '../../projections/integrity/present-work.ts';
import { namedWork, type WorkEntry } from '../../projections/integrity/recorded-work.ts';
import { originalId } from './keys.ts';

/** What was found of a comment, and where. */
type Found = { entry: WorkEntry; source: string; extra?: Record<string, unknown> };

const idOf = ({ values }: WorkEntry) => originalId(String(values[0]));

type Change = ReturnType<typeof changeOf>;

function changeOf(entry: WorkEntry) {
  const { text, by, at, editedAt, removedAt } = namedWork(entry);
  const isEdited = editedAt !== null;
  // An edit as a fact has no author; a row has the comment as it was at a time.
  return {
    text,
    isRemoved: removedAt !== null,
    at: String(editedAt ?? at ?? ''),
    isEdited,
    isRow: isEdited && by !== null,
  };
}

const keyOf = ({ at, text }: Change) => `${at} ${text}`;

/** What is known of a comment in one place: its present state, and all that it was before. */
type Known<One> = { one: One; change: Change; before: Set<string> };

/** Whether a state of a comment is later than the one that is known: the one in which it is removed, else the one that was written later. */
function isLater(its: Change, { change, before }: Known<unknown>): boolean {
  if (its.isRemoved !== change.isRemoved) return its.isRemoved;
  if (its.at !== change.at) return its.at > change.at;
  // Of the same instant: an edit comes after what it edits, facts come in their order, and of rows the present ones are read first.
  if (its.isEdited !== change.isEdited) return its.isEdited;
  return !before.has(keyOf(its)) && !(its.isRow && change.isRow);
}

/** Collects the comments of the log and what was found of them elsewhere; each is lost where the log lacks its last state. */
export function lostComments() {
  const inLog = new Map<string, Known<WorkEntry>>();
  const found = new Map<string, Known<Found>>();

  /** What is to be recorded again of a comment; a removed comment that the log does not have is not lost. */
  function lostOf({ one, change: its }: Known<Found>): Found | undefined {
    const known = inLog.get(idOf(one.entry));
    if (!known) return its.isRemoved ? undefined : one;
    const now = known.change;
    if (now.isRemoved) return undefined;
    // At the same instant, a text that the log never had came after those that it has.
    const isNewer = its.at > now.at || (its.at === now.at && its.isEdited && !known.before.has(keyOf(its)));
    const isLost = its.isRemoved || (its.text !== now.text && isNewer);
    return isLost ? { ...one, entry: presentWork(known.one, one.entry) } : undefined;
  }

  return {
    /** Takes in what the log has, in its order. */
    inLog(entry: WorkEntry): void {
      const known = inLog.get(idOf(entry));
      const change = changeOf(entry);
      const before = (known?.before ?? new Set()).add(keyOf(change));
      const one = presentWork(known?.one, entry);
      inLog.set(idOf(entry), { one, change: changeOf(one), before });
    },
    async add(one: Found): Promise<void> {
      const id = idOf(one.entry);
      const change = changeOf(one.entry);
      const known = found.get(id);
      if (!known) {
        found.set(id, { one, change, before: new Set([keyOf(change)]) });
        return;
      }
      const isNow = isLater(change, known);
      const [earlier, later] = isNow ? [known.one.entry, one.entry] : [one.entry, known.one.entry];
      const extra = { ...known.one.extra, ...one.extra };
      found.set(id, {
        one: { ...known.one, extra, entry: presentWork(earlier, later) },
        change: isNow ? change : known.change,
        before: known.before.add(keyOf(change)),
      });
    },
    /** Those that are lost, the first written first, so that each comes before its replies. */
    all: (): Found[] => {
      const lost = [...found.values()].flatMap((one) => lostOf(one) ?? []);
      const writtenAt = ({ entry }: Found) => String(namedWork(entry).at ?? '');
      return lost.sort((one, other) => writtenAt(one).localeCompare(writtenAt(other)));
    },
  };
}
