import { createHash, randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto';
import { refuse } from '../http/refusals.ts';

/** A new secret: 256 random bits, safe in a header, a cookie and a URL. */
export const newSecret = (): string => randomBytes(32).toString('base64url');

/** The hash under which a secret is stored. A fast one is enough, as secrets are random and cannot be guessed. */
export const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('hex');

/** Compares two secrets in constant time. */
export const isSame = (one: string, other: string): boolean =>
  timingSafeEqual(Buffer.from(hashOf(one)), Buffer.from(hashOf(other)));

/** The minimum length of a password, in characters. */
const minChars = 10;
const maxChars = 1000;

// 32 MiB for each hash: OWASP's Password Storage Cheat Sheet lists N = 2^15, r = 8, p = 3 as strong as its first choice.
const defaultCost = { ln: 15, r: 8, p: 3 };
const keyBytes = 32;

type Cost = typeof defaultCost;

/** The cost, a new salt and the hash of a password, as one string. Refuses a password that is too short. */
export async function hashPassword(password: string): Promise<string> {
  if ([...password].length < minChars) throw refuse('access/weak-password', { least: minChars });
  if (password.length > maxChars)
    throw refuse('request/bad-shape', { reason: `a password has at most ${maxChars} characters` });
  const salt = randomBytes(16);
  return write(defaultCost, salt, await inTurn(() => derive(password, salt, defaultCost)));
}

/** Whether a password matches a stored hash; without one it takes as long, and is false. */
export async function isPassword(password: string, stored: string | undefined): Promise<boolean> {
  const { cost, salt, hash } = read(stored ?? unmatchable);
  const derived = await inTurn(() => derive(password, salt, cost));
  return timingSafeEqual(derived, hash) && stored !== undefined;
}

const write = ({ ln, r, p }: Cost, salt: Buffer, hash: Buffer) =>
  `scrypt$ln=${ln},r=${r},p=${p}$${salt.toString('base64url')}$${hash.toString('base64url')}`;

function read(stored: string) {
  const [, ln, r, p, salt = '', hash = ''] =
    /^scrypt\$ln=(\d+),r=(\d+),p=(\d+)\$([\w-]+)\$([\w-]+)$/.exec(stored) ?? [];
  const cost = { ln: Number(ln), r: Number(r), p: Number(p) };
  return { cost, salt: Buffer.from(salt, 'base64url'), hash: Buffer.from(hash, 'base64url') };
}

const unmatchable = write(defaultCost, randomBytes(16), randomBytes(keyBytes));

function derive(password: string, salt: Buffer, { ln, r, p }: Cost): Promise<Buffer> {
  const options: ScryptOptions = { N: 2 ** ln, r, p, maxmem: 256 * 2 ** ln * r };
  // The same letters can be typed as different characters on different keyboards.
  const text = password.normalize('NFKC');
  return new Promise((resolve, reject) => {
    scrypt(text, salt, keyBytes, options, (error, key) => (error ? reject(error) : resolve(key)));
  });
}

let last: Promise<unknown> = Promise.resolve();
let waiting = 0;
const maxWaiting = 20;

/** Hashes one at a time: they use the same thread pool as file writes, and many sign-ins must not fill it. */
async function inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
  if (waiting >= maxWaiting) throw refuse('access/too-many-attempts', { seconds: 5 });
  waiting++;
  const mine = last.then(work, work);
  last = mine.catch(() => undefined);
  return mine.finally(() => waiting--);
}
