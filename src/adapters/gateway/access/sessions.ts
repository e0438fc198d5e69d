import type { Database } from 'better-sqlite3';
import { hashOf, newSecret } from './secrets.ts';
import type { Login } from './users.ts';

/** Who is signed in, and how. */
export type Session = { name: string; login: Login };

const hourMs = 60 * 60 * 1000;
const maxIdleMs = 12 * hourMs;
const maxAgeMs = 7 * 24 * hourMs;
// `seen_at` is updated at most once a minute, not at every request.
const touchEveryMs = 60_000;
// A session from the future began before the clock was set back, and would last too long.
const maxClockSkewMs = hourMs;

/** The sessions in an access file. They expire 12 hours after the last request, and after 7 days in any case. */
export function sessionsIn(database: Database, now: () => number) {
  const insert = database.prepare('INSERT INTO sessions VALUES (?, ?, ?, ?, ?)');
  const live = database.prepare<[string, number, number, number], Session & { seen_at: number }>(
    'SELECT name, login, seen_at FROM sessions WHERE hash = ? AND made_at > ? AND seen_at > ? AND made_at <= ?',
  );
  const touch = database.prepare('UPDATE sessions SET seen_at = ? WHERE hash = ?');
  const erase = database.prepare('DELETE FROM sessions WHERE hash = ?');
  const sweep = database.prepare('DELETE FROM sessions WHERE made_at <= ? OR seen_at <= ?');

  const lookHashed = (hash: string) => live.get(hash, now() - maxAgeMs, now() - maxIdleMs, now() + maxClockSkewMs);
  const look = (id: string) => lookHashed(hashOf(id));

  function renewHashed(hash: string): Session | undefined {
    const found = lookHashed(hash);
    if (found && Math.abs(now() - found.seen_at) > touchEveryMs) touch.run(now(), hash);
    return found;
  }

  return {
    /** Begins a session with a new id; only its hash is stored. */
    begin({ name, login }: Session): string {
      sweep.run(now() - maxAgeMs, now() - maxIdleMs);
      const id = newSecret();
      insert.run(hashOf(id), name, login, now(), now());
      return id;
    },
    /** The session of an id, unless it has expired; does not renew it. */
    look: look as (id: string) => Session | undefined,
    /** The same by the hash of the id, which is all that other origins get of it. */
    lookHashed: lookHashed as (hash: string) => Session | undefined,
    /** The same by the id, and renews it. */
    use: (id: string): Session | undefined => renewHashed(hashOf(id)),
    /** The same by the hash. */
    renewHashed,
    end: (id: string): void => void erase.run(hashOf(id)),
  };
}

/** The longest a browser may keep a session's cookie, in seconds. */
export const maxAgeSeconds = maxAgeMs / 1000;
