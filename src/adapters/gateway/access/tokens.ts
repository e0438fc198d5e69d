import type { Database } from 'better-sqlite3';
import type { Role } from '../../../api/endpoint.ts';
import { randomLetters } from '../../../runtime/ids.ts';
import { refuse } from '../http/refusals.ts';
import { hashOf, newSecret } from './secrets.ts';

/** A token for programs, as listed; the token itself is shown once, and only its hash is stored. */
export type Token = { id: string; name: string; note: string; made_at: string; expires_at: string | null };

/** The tokens. */
export type Tokens = ReturnType<typeof tokensIn>;

/** The prefix of every token, so that one can be found in a log or a repository. */
export const tokenMark = 'mh_';

const dayMs = 24 * 60 * 60 * 1000;

/** The tokens in an access file; each has its user's current role. */
export function tokensIn(database: Database, now: () => number) {
  const insert = database.prepare('INSERT INTO tokens VALUES (?, ?, ?, ?, ?, ?)');
  const all = database.prepare<[], Token>(
    'SELECT id, name, note, made_at, expires_at FROM tokens ORDER BY made_at, id',
  );
  const erase = database.prepare('DELETE FROM tokens WHERE id = ?');
  const holder = database.prepare<[string, string], { name: string; role: Role }>(
    `SELECT people.name, people.role FROM tokens JOIN people USING (name)
     WHERE hash = ? AND (expires_at IS NULL OR expires_at > ?)`,
  );
  const today = () => new Date(now()).toISOString();

  return {
    list: (): Token[] => all.all(),
    /** Creates a token for a user; without `days` it is valid until it is revoked. */
    make({ name, note = '', days }: { name: string; note?: string; days?: number }): { id: string; token: string } {
      const id = randomLetters(6);
      const token = `${tokenMark}${newSecret()}`;
      const expires = days === undefined ? null : new Date(now() + days * dayMs).toISOString();
      insert.run(id, name, hashOf(token), note, today(), expires);
      return { id, token };
    },
    revoke(id: string): void {
      if (erase.run(id).changes === 0) throw refuse('access/unknown-token', { id });
    },
    /** The user of a token; undefined if it is unknown, revoked or expired. */
    holder: (token: string): { name: string; role: Role } | undefined =>
      token.startsWith(tokenMark) ? holder.get(hashOf(token), today()) : undefined,
  };
}
