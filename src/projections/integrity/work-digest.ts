import { createHash } from 'node:crypto';
import { presentWork, subjectOf } from './present-work.ts';
import type { WorkEntry } from './recorded-work.ts';

/** The first 16 bytes of an entry's SHA-256. */
export const entryHash = ({ kind, values }: WorkEntry): Buffer =>
  createHash('sha256')
    .update(JSON.stringify([kind, ...values]))
    .digest()
    .subarray(0, 16);

type Sum = { count: number; words: Uint32Array };

/** A digest of work for each run, independent of the order in which entries are added. */
export type WorkDigest = {
  add(entry: WorkEntry): void;
  /** Removes an entry that was added before. */
  remove(entry: WorkEntry): void;
  /** The runs whose work differs from that in another digest. */
  differing(other: WorkDigest): string[];
  of(run: string): string;
  runs(): Iterable<string>;
};

/** An empty digest: for each run, the XOR of all entry hashes and the number of entries. */
export function workDigest(): WorkDigest {
  const sums = new Map<string, Sum>();

  function mix(entry: WorkEntry, by: 1 | -1) {
    const sum = sums.get(entry.run) ?? { count: 0, words: new Uint32Array(4) };
    sums.set(entry.run, sum);
    sum.count += by;
    const bytes = entryHash(entry);
    for (let word = 0; word < 4; word++) sum.words[word] = (sum.words[word] ?? 0) ^ bytes.readUInt32LE(word * 4);
  }
  const of = (run: string) => {
    const sum = sums.get(run);
    return sum && sum.count > 0 ? `${sum.count} ${sum.words.join(' ')}` : '0';
  };

  return {
    add: (entry) => mix(entry, 1),
    remove: (entry) => mix(entry, -1),
    differing: (other) => [...new Set([...sums.keys(), ...other.runs()])].filter((run) => of(run) !== other.of(run)),
    of,
    runs: () => sums.keys(),
  };
}

/** A digest of the work in facts, added in log order; of an item's adjudications only the last one counts, of a comment its present state. */
export function workDigestOfFacts() {
  const digest = workDigest();
  const present = new Map<string, WorkEntry>();
  return {
    digest,
    add(entry: WorkEntry) {
      const subject = subjectOf(entry);
      if (subject === undefined) return digest.add(entry);
      const before = present.get(subject);
      if (before) digest.remove(before);
      const now = presentWork(before, entry);
      present.set(subject, now);
      digest.add(now);
    },
  };
}

/** The digest of the work in a database's rows. */
export function workDigestOfRows(entries: Iterable<WorkEntry>): WorkDigest {
  const digest = workDigest();
  for (const entry of entries) digest.add(entry);
  return digest;
}
