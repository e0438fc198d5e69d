import { createHmac, randomFillSync, randomInt } from 'node:crypto';
import { slugOf } from '../api/names.ts';
import type { Stamp } from '../events/fact.ts';
import type { AgentId, CommentId, ImportId, QualificationId, RunId, WorkerId } from '../events/ids.ts';

const letters = '0123456789abcdefghjkmnpqrstvwxyz';

/** Encodes the low five bits of each byte as a letter. */
function toLetters(bytes: Uint8Array): string {
  let word = '';
  for (const byte of bytes) word += letters[byte & 31];
  return word;
}

const pool = Buffer.alloc(4096);
let used = pool.length;

/** Random letters, five bits each. */
export function randomLetters(count: number): string {
  if (used + count > pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  used += count;
  return toLetters(pool.subarray(used - count, used));
}

/** A new agent's id: 130 random bits, since it is the only credential for submitting work. */
export const newAgentId = (): AgentId => `a${randomLetters(26)}` as AgentId;

/** A new run's id: the slug of its task, and five random letters. It is a valid label of a host name. */
export const newRunId = (task: string): RunId => `${slugOf(task) || 'task'}-${randomLetters(5)}` as RunId;

/** A new qualification's id, in the form of a run's. */
export const newQualificationId = (name: string): QualificationId =>
  `${slugOf(name) || 'qualification'}-${randomLetters(5)}` as QualificationId;

/** A new comment's id. */
export const newCommentId = (): CommentId => `c${randomLetters(20)}` as CommentId;

/** A new import's id. */
export const newImportId = (): ImportId => randomLetters(10) as ImportId;

/** What a random order is drawn with: a number from 0 to 4,294,967,295. */
export const newSeed = (): number => randomInt(2 ** 32);

/** Returns the pseudonym of a worker: the same for the same name and provider, and irreversible without the key. */
export function pseudonymizer(key: string): (provider: string, name: string) => WorkerId {
  const known = new Map<string, WorkerId>();
  return (provider, name) => {
    const qualifiedName = `${provider}\0${name}`;
    let id = known.get(qualifiedName);
    if (!id) {
      id = `w${toLetters(createHmac('sha256', key).update(qualifiedName).digest().subarray(0, 16))}` as WorkerId;
      if (known.size >= maxCachedWorkers) known.clear();
      known.set(qualifiedName, id);
    }
    return id;
  };
}

/** The size of the cache; a miss costs one digest. */
const maxCachedWorkers = 50_000;

/** Stamps facts with the current time and an id that no other process ever uses. */
export function stamper(now: () => number): (by: string) => Stamp {
  const process = randomLetters(8);
  let count = 0;
  let lastMs = 0;
  let at = '';
  return (by) => {
    const nowMs = now();
    if (nowMs !== lastMs) {
      lastMs = nowMs;
      at = new Date(nowMs).toISOString();
    }
    return { id: `${process}-${(count++).toString(36)}`, at, by };
  };
}
