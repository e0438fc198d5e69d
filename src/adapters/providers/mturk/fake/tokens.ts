import { requestError } from './errors.ts';
import { daysMs, type Mturk } from './state.ts';

type Family = 'hit' | 'additional-assignments' | 'bonus' | 'expiration';

/** Refuses a request whose token was carried out within 24 hours. */
export function requireNewToken(mturk: Mturk, family: Family, token: string | undefined): void {
  if (token === undefined) return;
  const used = mturk.tokens.get(`${family} ${token}`);
  if (!used || used.untilMs <= mturk.clock.now()) return;
  if (family === 'hit') throw requestError(`The HIT with ID "${used.subject}" already exists.`, 'HitAlreadyExists');
  throw requestError(`The idempotency token "${token}" has already been processed.`);
}

/** Remembers for 24 hours that the request of a token was carried out. */
export function rememberToken(mturk: Mturk, family: Family, token: string | undefined, subject: string): void {
  if (token === undefined) return;
  mturk.tokens.set(`${family} ${token}`, { untilMs: mturk.clock.now() + daysMs(1), subject });
}

/** The token that MTurk makes for itself when the expiration of a HIT is set. */
export const expirationToken = (hitId: string, expireAtMs: number) => `${hitId}${new Date(expireAtMs).toUTCString()}`;
