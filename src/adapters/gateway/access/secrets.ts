import { createHash, randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto';
import { refuse } from '../http/refusals.ts';

/** A new secret: 256 random bits, safe in a header, a cookie and a URL. */
export const newSecret = (): string => randomBytes(32).toString('base64url');

/** What is kept of a secret. It is random, so a fast hash is enough: there is nothing to guess from. */
export const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('hex');

/** Whether two secrets are the same, in a time that does not show how much of them is. */
export const isSame = (one: string, other: string): boolean =>
  timingSafeEqual(Buffer.from(hashOf(one)), Buffer.from(hashOf(other)));

/** The least letters a password may have. */
export const minLetters = 10;
const maxLetters = 1000;

// 32 MiB for each hash: OWASP's Password Storage Cheat Sheet lists N = 2^15, r = 8, p = 3 as strong as its first choice.
const defaultCost = { ln: 15, r: 8, p: 3 };
const keyBytes = 32;

type Cost = typeof defaultCost;

/** What is kept of a password: the cost, a salt of its own, and the hash. Refuses one that is too short. */
export async function hashPassword(password: string): Promise<string> {
  if ([...password].length < minLetters) throw refuse('access/weak-password', { least: minLetters });
  if (password.length > maxLetters)
    throw refuse('request/bad-shape', { reason: `a password has at most ${maxLetters} characters` });
  const salt = randomBytes(16);
  return write(defaultCost, salt, await inTurn(() => derive(password, salt, defaultCost)));
}

/** Whether this is the password behind `kept`; for nobody's password it takes as long, and is false. */
export async function isPassword(password: string, kept: string | undefined): Promise<boolean> {
  const { cost, salt, hash } = read(kept ?? nobodys);
  const derived = await inTurn(() => derive(password.slice(0, maxLetters), salt, cost));
  return timingSafeEqual(derived, hash) && kept !== undefined;
}

const write = ({ ln, r, p }: Cost, salt: Buffer, hash: Buffer) =>
  `scrypt$ln=${ln},r=${r},p=${p}$${salt.toString('base64url')}$${hash.toString('base64url')}`;

function read(kept: string) {
  const [, ln, r, p, salt = '', hash = ''] = /^scrypt\$ln=(\d+),r=(\d+),p=(\d+)\$([\w-]+)\$([\w-]+)$/.exec(kept) ?? [];
  const cost = { ln: Number(ln), r: Number(r), p: Number(p) };
  return { cost, salt: Buffer.from(salt, 'base64url'), hash: Buffer.from(hash, 'base64url') };
}

const nobodys = write(defaultCost, randomBytes(16), randomBytes(keyBytes));

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

/** One hash at a time: they share the threads that files are written with, and many sign-ins at once must not take them all. */
async function inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
  if (waiting >= maxWaiting) throw refuse('access/too-many-attempts', { seconds: 5 });
  waiting++;
  const mine = last.then(work, work);
  last = mine.catch(() => undefined);
  return mine.finally(() => waiting--);
}
