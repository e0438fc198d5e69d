import type { Database } from 'better-sqlite3';
import type { Role } from '../../../api/endpoint.ts';
import { refuse } from '../http/refusals.ts';
import { hashPassword } from './secrets.ts';

/** How a person signs in: with a password kept here, or with an identity provider. */
export type Login = 'password' | 'oidc';

/** Someone who may come in; the name of a whole domain, such as `@example.org`, lets in everyone with an address there. */
export type User = { name: string; role: Role; login: Login; added_at: string };

/** Who may come in. */
export type Users = ReturnType<typeof usersIn>;

const nameShape = /^[\w.@+-]{1,100}$/;

/** The accounts kept in an access file. Whatever takes rights away ends the person's sessions in the same transaction. */
export function usersIn(database: Database, now: () => number) {
  const columns = 'name, role, login, added_at';
  const one = database.prepare<[string], User>(`SELECT ${columns} FROM people WHERE name = ?`);
  const all = database.prepare<[], User>(`SELECT ${columns} FROM people ORDER BY name`);
  const hash = database.prepare<[string], string | null>('SELECT password FROM people WHERE name = ?').pluck();
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
    /** Adds someone; with a password for a login of our own, without one for the identity provider. */
    async add({ name, role, password }: { name: string; role: Role; password?: string }): Promise<User> {
      const isPerson = !name.startsWith('@') || password === undefined;
      if (!nameShape.test(name) || !isPerson) throw refuse('access/bad-name', { name });
      if (password === undefined && !name.includes('@')) throw refuse('access/no-address', { name });
      if (one.get(name)) throw refuse('access/name-taken', { name });
      const kept = password === undefined ? null : await hashPassword(password);
      const added = [name, role, kept ? 'password' : 'oidc', kept, new Date(now()).toISOString()];
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
      const kept = await hashPassword(password);
      database.transaction(() => {
        setPassword.run(kept, name);
        endSessions.run({ name });
      })();
    },
    /** What is kept of a person's password; undefined for nobody's. */
    passwordOf: (name: string): string | undefined => hash.get(name) ?? undefined,
    /** Who someone is now: by their own account, or, having come from the identity provider, by that of their domain. */
    present(name: string, login: Login): User | undefined {
      if (name.startsWith('@')) return undefined;
      const own = one.get(name);
      if (own) return own.login === login ? own : undefined;
      const domain = login === 'oidc' ? one.get(name.slice(name.lastIndexOf('@'))) : undefined;
      return domain && { ...domain, name };
    },
  };
}
