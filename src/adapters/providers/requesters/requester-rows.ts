import { chmodSync, closeSync, openSync } from 'node:fs';
import type { Requester } from '../../../api/requesters.ts';
import type { AccountNotes } from '../../../runtime/ports/account-notes.ts';
import type { Credentials } from '../../../runtime/ports/provider.ts';
import { openExpendableRows } from '../../expendable-rows/expendable-rows.ts';
import { prepareNotes } from './note-rows.ts';

/** An account at a provider as it is kept, with what signs it in. */
export type RequesterRow = Requester & { credentials: Credentials };

type Stored = Requester & { credentials: string };

const table = `create table if not exists requesters (
  name text primary key collate nocase, provider text not null, account text not null, account_name text not null,
  currency text not null, url text, registered_at text not null, registered_by text not null, rotated_at text,
  checked_at text not null, problem text, credentials text not null
) strict`;

const columns = [
  ...['name', 'provider', 'account', 'account_name', 'currency', 'url', 'registered_at', 'registered_by'],
  ...['rotated_at', 'checked_at', 'problem', 'credentials'],
];

const fromStored = ({ credentials, ...row }: Stored): RequesterRow => ({
  ...row,
  credentials: JSON.parse(credentials) as Credentials,
});

/** The accounts at providers of a data folder. */
export type RequesterRows = ReturnType<typeof openRequesterRows>;

type Settings = { file: string; keptFolder: string; notify: (sentence: string) => void };

/** Opens the accounts at providers, in a file of their own that only its owner can read: a key is no fact. */
export function openRequesterRows({ file, keptFolder, notify }: Settings) {
  // SQLite makes its other files with the rights of this one.
  closeSync(openSync(file, 'a', 0o600));
  chmodSync(file, 0o600);
  const rows = openExpendableRows({
    ...{ file, keptFolder, notify },
    prepare(db) {
      db.pragma('synchronous = full');
      // What is removed is overwritten in the file.
      db.pragma('secure_delete = on');
      db.exec(table);
      const names = columns.join(', ');
      const values = columns.map((name) => `@${name}`).join(', ');
      return {
        db,
        all: db.prepare<[], Stored>('select * from requesters order by name'),
        one: db.prepare<[string], Stored>('select * from requesters where name = ?'),
        put: db.prepare(`insert or replace into requesters (${names}) values (${values})`),
        remove: db.prepare('delete from requesters where name = ?'),
        notes: prepareNotes(db),
      };
    },
    loses: 'the accounts at providers are lost and have to be registered again',
  });
  /** A key that was replaced or removed is in no file any more. */
  const forgotten = () => rows.use(({ db }) => void db.pragma('wal_checkpoint(truncate)'));
  const notes: AccountNotes = {
    subscription: (requester) => rows.use((of) => of.notes.subscription.get(requester)),
    keepSubscription(requester, { address, proof, at }) {
      rows.use((of) => void of.notes.keepSubscription.run(requester, address, proof, at));
      forgotten();
    },
    told: (requester, subject) =>
      rows.use((of) => new Map(of.notes.told.all(requester, subject).map(({ worker, value }) => [worker, value]))),
    noteTold: (requester, subject, changes) => rows.use((of) => of.notes.noteTold(requester, subject, changes)),
  };
  return {
    notes,
    all: (): RequesterRow[] => rows.use(({ all }) => all.all().map(fromStored)),
    one: (name: string): RequesterRow | undefined =>
      rows.use(({ one }) => {
        const found = one.get(name);
        return found && fromStored(found);
      }),
    put(row: RequesterRow): void {
      rows.use(({ put }) => void put.run({ ...row, credentials: JSON.stringify(row.credentials) }));
      forgotten();
    },
    remove(name: string): void {
      rows.use(({ remove, notes }) => {
        remove.run(name);
        notes.forget(name);
      });
      forgotten();
    },
    close: rows.close,
  };
}
