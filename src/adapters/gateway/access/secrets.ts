import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** A secret nobody can guess: 256 random bits, safe in a header, a cookie and a URL. */
export const newSecret = (): string => randomBytes(32).toString('base64url');

/** What is kept of a secret. It is random, so a fast hash is enough: there is nothing to guess from. */
export const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('hex');

/** Whether two secrets are the same, without telling by the time it takes how much of them is. */
export const isSame = (one: string, other: string): boolean =>
  timingSafeEqual(Buffer.from(hashOf(one)), Buffer.from(hashOf(other)));
