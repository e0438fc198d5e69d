import type { Database } from 'better-sqlite3';
import type { Role } from '../../../api/endpoint.ts';
import { refuse } from '../http/refusals.ts';
import { hashPassword } from './secrets.ts';

/** How a user signs in: with a password stored here, or with an identity provider. */
export type Login = 'password' | 'oidc';

/** An account; one named as a domain, such as `@example.org`, is for everyone with an e-mail address there. */
export type User = { name: string; role: Role; login: Login; added_at: string };

/** The accounts. */
export type Users = ReturnType<typeof usersIn>;

const nameShape = /^[\w.@+-]{1,100}$/;

/** The accounts in an access file. A change that removes rights ends the user's sessions in the same transaction. */
export function usersIn(database: Database, now: () => number) {
  const columns = 'name, role, login, added_at';
  const one = database.prepare<[string], User>(`SELECT ${columns} FROM people WHERE name = ?`);
  const all = database.prepare<[], User>(`SELECT ${columns} FROM people ORDER BY name`);
  const passwordHashOf = database
    .prepare<[string], string | null>('SELECT password FROM people WHERE name = ?')
    .pluck();
  const insert = database.prepare('INSERT INTO people VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING');
  const setRole = database.prepare('UPDATE people SET role = ? WHERE name = ?');
  const setPassword = database.prepare('UPDATE people SET password = ? WHERE name = ?');
  const erase = database.prepare('DELETE FROM people WHERE name = ?');
  const endSessions = database.prepare(
    "DELETE FROM sessions WHERE name = :name OR (:name LIKE '@%' AND substr(name, -length(:name)) = :name COLLATE NOCASE)",
  );

  function known(name: string): User {
    const user = one.get(name);
    if (!user) throw refuse('access/unknown-person', { name });
    return user;
  }

  return {
    list: (): User[] => all.all(),
    one: known,
    /** Adds an account: with a password, or without one for the identity provider. */
    async add({ name, role, password }: { name: string; role: Role; password?: string }): Promise<User> {
      const isPerson = !name.startsWith('@') || password === undefined;
      if (!nameShape.test(name) || !isPerson) throw refuse('access/bad-name', { name });
      if (password === undefined && !name.includes('@')) throw refuse('access/no-address', { name });
      if (one.get(name)) throw refuse('access/name-taken', { name });
      const passwordHash = password === undefined ? null : await hashPassword(password);
      const added = [name, role, passwordHash ? 'password' : 'oidc', passwordHash, new Date(now()).toISOString()];
      if (insert.run(...added).changes === 0) throw refuse('access/name-taken', { name });
      return known(name);
    },
    remove: database.transaction((name: string) => {
      known(name);
      erase.run(name);
      endSessions.run({ name });
    }),
    changeRole(name: string, role: Role): User {
      known(name);
      setRole.run(role, name);
      return known(name);
    },
    async changePassword(name: string, password: string): Promise<void> {
      if (known(name).login !== 'password') throw refuse('access/password-elsewhere', { name });
      const passwordHash = await hashPassword(password);
      database.transaction(() => {
        setPassword.run(passwordHash, name);
        endSessions.run({ name });
      })();
    },
    /** The hash of an account's password; undefined if there is no such account or password. */
    passwordOf: (name: string): string | undefined => passwordHashOf.get(name) ?? undefined,
    /** The account of a name and login: its own or, for the identity provider, that of its domain. */
    present(name: string, login: Login): User | undefined {
      if (name.startsWith('@')) return undefined;
      const own = one.get(name);
      if (own) return own.login === login ? own : undefined;
      const domain = login === 'oidc' ? one.get(name.slice(name.lastIndexOf('@'))) : undefined;
      return domain && { ...domain, name };
    },
  };
}
