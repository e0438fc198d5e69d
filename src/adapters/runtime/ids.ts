import { createHmac, randomBytes } from 'node:crypto';
import type { Stamp } from '../../events/fact.ts';
import type { AgentId, RunId, WorkerId } from '../../events/ids.ts';

const letters = '0123456789abcdefghjkmnpqrstvwxyz';
const spell = (bytes: Iterable<number>) => Array.from(bytes, (byte) => letters[byte & 31]).join('');

let pool = Buffer.alloc(0);
/** Random letters, five bits each. */
export function randomLetters(count: number): string {
  if (pool.length < count) pool = randomBytes(4096);
  const drawn = spell(pool.subarray(0, count));
  pool = pool.subarray(count);
  return drawn;
}

/** A new agent's id: 130 random bits, since it is all a browser needs to hand in work. */
export const newAgentId = (): AgentId => `a${randomLetters(26)}` as AgentId;

/** A new run's id: its task's name as a host name's label, and five random letters. */
export function newRunId(task: string): RunId {
  const slug = task
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 40)
    .replace(/-+$/, '');
  return `${slug || 'task'}-${randomLetters(5)}` as RunId;
}

/** The pseudonym of a worker: the same for the same name on the same crowd, and not to be undone without the key. */
export function pseudonym(key: string, crowd: string, name: string): WorkerId {
  return `w${spell(createHmac('sha256', key).update(`${crowd}\0${name}`).digest().subarray(0, 16))}` as WorkerId;
}

/** Stamps facts with ids that no other process of any time gives, and the present time. */
export function stamper(now: () => number): (by: string) => Stamp {
  const process = randomLetters(8);
  let count = 0;
  return (by) => ({ id: `${process}-${(count++).toString(36)}`, at: new Date(now()).toISOString(), by });
}
