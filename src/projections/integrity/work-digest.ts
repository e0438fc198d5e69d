import { createHash } from 'node:crypto';
import type { WorkEntry } from './recorded-work.ts';

/** The SHA-256 of an entry, its first 16 bytes. */
export const entryHash = ({ kind, values }: WorkEntry): Buffer =>
  createHash('sha256')
    .update(JSON.stringify([kind, ...values]))
    .digest()
    .subarray(0, 16);

type Sum = { count: number; words: Uint32Array };

/** What some work comes to, run by run, whatever the order in which it is added. */
export type WorkDigest = {
  add(entry: WorkEntry): void;
  /** Takes back what was added before. */
  remove(entry: WorkEntry): void;
  /** The runs whose work is not the same in another digest. */
  differing(other: WorkDigest): string[];
  of(run: string): string;
  runs(): Iterable<string>;
};

/** A digest to which work is added: the sum of all hashes, bit by bit, and how many they are. */
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

/** The digest of what facts record, taken commit by commit; of adjudications the last one of an item counts. */
export function workDigestOfFacts() {
  const digest = workDigest();
  const adjudicated = new Map<unknown, WorkEntry>();
  return {
    digest,
    add(entry: WorkEntry) {
      if (entry.kind === 'adjudication') {
        const [item] = entry.values;
        const before = adjudicated.get(item);
        if (before) digest.remove(before);
        adjudicated.set(item, entry);
      }
      digest.add(entry);
    },
  };
}

/** The digest of the work in a database's rows. */
export function workDigestOfRows(entries: Iterable<WorkEntry>): WorkDigest {
  const digest = workDigest();
  for (const entry of entries) digest.add(entry);
  return digest;
}
