import { createHmac, randomFillSync } from 'node:crypto';
import type { Stamp } from '../events/fact.ts';
import type { AgentId, ImportId, QualificationId, RunId, WorkerId } from '../events/ids.ts';
import { slugOf } from './config/task-keys.ts';

const letters = '0123456789abcdefghjkmnpqrstvwxyz';

/** Bytes as letters, the low five bits of each. */
function spell(bytes: Uint8Array): string {
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
  return spell(pool.subarray(used - count, used));
}

/** A new agent's id: 130 random bits, since it is all a browser needs to hand in work. */
export const newAgentId = (): AgentId => `a${randomLetters(26)}` as AgentId;

/** A new run's id: its task's name as a host name's label, and five random letters. */
export const newRunId = (task: string): RunId => `${slugOf(task) || 'task'}-${randomLetters(5)}` as RunId;

/** A new qualification's id, made like a run's. */
export const newQualificationId = (name: string): QualificationId =>
  `${slugOf(name) || 'qualification'}-${randomLetters(5)}` as QualificationId;

/** A new import's id. */
export const newImportId = (): ImportId => randomLetters(10) as ImportId;

/** Gives workers their pseudonyms: the same for the same name at the same provider, and one-way without the key. */
export function pseudonymizer(key: string): (provider: string, name: string) => WorkerId {
  const known = new Map<string, WorkerId>();
  return (provider, name) => {
    const person = `${provider}\0${name}`;
    let id = known.get(person);
    if (!id) {
      id = `w${spell(createHmac('sha256', key).update(person).digest().subarray(0, 16))}` as WorkerId;
      if (known.size >= maxKnownWorkers) known.clear();
      known.set(person, id);
    }
    return id;
  };
}

/** Enough for a busy daemon; a forgotten worker costs one more digest. */
const maxKnownWorkers = 50_000;

/** Stamps facts with ids that no other process of any time gives, and the present time. */
export function stamper(now: () => number): (by: string) => Stamp {
  const process = randomLetters(8);
  let count = 0;
  let moment = 0;
  let at = '';
  return (by) => {
    const present = now();
    if (present !== moment) {
      moment = present;
      at = new Date(present).toISOString();
    }
    return { id: `${process}-${(count++).toString(36)}`, at, by };
  };
}
