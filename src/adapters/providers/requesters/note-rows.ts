import type Sqlite from 'better-sqlite3';
import type { Subscription, Told } from '../../../runtime/ports/account-notes.ts';

const tables = `
create table if not exists subscriptions (
  requester text primary key collate nocase, address text not null, proof text not null, at text not null
) strict;
create table if not exists told (
  requester text not null collate nocase, subject text not null, worker text not null, value real not null,
  primary key (requester, subject, worker)
) strict, without rowid;`;

type ToldRow = { worker: string; value: number };

/** The statements for what is kept of accounts beside their keys. */
export function prepareNotes(db: Sqlite.Database) {
  db.exec(tables);
  const put = db.prepare('insert or replace into told (requester, subject, worker, value) values (?, ?, ?, ?)');
  const remove = db.prepare('delete from told where requester = ? and subject = ? and worker = ?');
  return {
    subscription: db.prepare<[string], Subscription>(
      'select address, proof, at from subscriptions where requester = ?',
    ),
    keepSubscription: db.prepare(
      'insert or replace into subscriptions (requester, address, proof, at) values (?, ?, ?, ?)',
    ),
    told: db.prepare<[string, string], ToldRow>('select worker, value from told where requester = ? and subject = ?'),
    noteTold: db.transaction((requester: string, subject: string, changes: readonly Told[]) => {
      for (const { worker, value } of changes)
        if (value === null) remove.run(requester, subject, worker);
        else put.run(requester, subject, worker, value);
    }),
    forget: db.transaction((requester: string) => {
      db.prepare('delete from subscriptions where requester = ?').run(requester);
      db.prepare('delete from told where requester = ?').run(requester);
    }),
  };
}
