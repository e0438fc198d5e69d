import { chmodSync, closeSync, openSync } from 'node:fs';
import type { Database, Statement } from 'better-sqlite3';
import type { Webhook, WebhookEvents } from '../../api/webhooks.ts';
import { openExpendableRows } from '../expendable-rows/expendable-rows.ts';

/** A fact's place in the log: its commit, and its index there; `whole` places are after every fact of the commit. */
export type Place = { sequence: number; place: number };

/** The index after every fact of a commit: none has so many. */
export const wholeCommit = 999_999;

/** A secret of before, and until when deliveries are signed with it, too. */
export type EarlierSecret = { secret: string; until: string };

/** A webhook as it is kept, with its secrets. */
export type WebhookRow = Omit<
  Webhook,
  'position' | 'lag' | 'next_attempt_at' | 'earlier_secret_until' | 'earlier_secrets'
> &
  Place & { secret: string; earlier: readonly EarlierSecret[] };

type Stored = Omit<WebhookRow, 'events' | 'names' | 'last_error' | 'earlier'> & {
  events: string;
  names: number;
  last_error: string | null;
  earlier: string;
};

const table = `create table if not exists webhooks (
  id text primary key, url text not null, note text not null, events text not null, names integer not null,
  state text not null, sequence integer not null, place integer not null, delivered integer not null,
  last_delivered_at text, last_error text, failing_since text, attempts integer not null,
  secret text not null, earlier text not null default '[]', made_at text not null, made_by text not null
) strict`;

/** Files of before had room for one earlier secret. */
function addEarlier(db: Database): void {
  const columns = (db.pragma('table_info(webhooks)') as { name: string }[]).map(({ name }) => name);
  if (columns.includes('earlier')) return;
  db.transaction(() => {
    db.exec(`alter table webhooks add column earlier text not null default '[]'`);
    db.exec(`update webhooks set earlier = json_array(json_object('secret', earlier_secret, 'until', earlier_until))
      where earlier_secret is not null and earlier_until is not null`);
    for (const column of ['earlier_secret', 'earlier_until']) db.exec(`alter table webhooks drop column ${column}`);
  })();
}

const fromStored = ({ events, names, last_error, earlier, ...row }: Stored): WebhookRow => ({
  ...row,
  earlier: JSON.parse(earlier) as EarlierSecret[],
  events: JSON.parse(events) as WebhookEvents[],
  names: names === 1,
  last_error: last_error === null ? null : JSON.parse(last_error),
});

const toStored = ({ events, names, last_error, earlier, ...row }: Partial<WebhookRow>): Record<string, unknown> => ({
  ...row,
  ...(earlier && { earlier: JSON.stringify(earlier) }),
  ...(events && { events: JSON.stringify(events) }),
  ...(names === undefined ? {} : { names: Number(names) }),
  ...(last_error === undefined ? {} : { last_error: last_error && JSON.stringify(last_error) }),
});

type Statements = { db: Database; all: Statement<[], Stored>; one: Statement<[string], Stored> };

/** The webhooks of a data folder. */
export type WebhookRows = ReturnType<typeof openWebhookRows>;

type Settings = { file: string; keptFolder: string; notify: (sentence: string) => void };

/**
 * Opens the webhooks, in a file of their own that only its owner can read: a secret is no fact. How far each receiver is stands beside
 * it; a power cut may cost the last of that, and then the receiver hears something twice.
 */
export function openWebhookRows({ file, keptFolder, notify }: Settings) {
  closeSync(openSync(file, 'a', 0o600));
  chmodSync(file, 0o600);
  const rows = openExpendableRows<Statements>({
    ...{ file, keptFolder, notify },
    prepare(db) {
      db.exec(table);
      addEarlier(db);
      return {
        db,
        all: db.prepare<[], Stored>('select * from webhooks order by rowid'),
        one: db.prepare<[string], Stored>('select * from webhooks where id = ?'),
      };
    },
    loses: 'the webhooks are lost and have to be added again',
  });

  /** Changes the file and waits for the disk. */
  const durably = (work: (db: Database) => void) =>
    rows.use(({ db }) => {
      db.pragma('synchronous = full');
      try {
        work(db);
      } finally {
        db.pragma('synchronous = normal');
      }
    });

  const update = (db: Database, id: string, changes: Partial<WebhookRow>) => {
    const values = toStored(changes);
    const sets = Object.keys(values).map((name) => `${name} = @${name}`);
    if (sets.length > 0) db.prepare(`update webhooks set ${sets.join(', ')} where id = @id`).run({ ...values, id });
  };

  return {
    all: (): WebhookRow[] => rows.use(({ all }) => all.all().map(fromStored)),
    one: (id: string): WebhookRow | undefined =>
      rows.use(({ one }) => {
        const found = one.get(id);
        return found && fromStored(found);
      }),
    add: (row: WebhookRow) =>
      durably((db) => {
        const values = toStored(row);
        const names = Object.keys(values);
        db.prepare(
          `insert into webhooks (${names.join(', ')}) values (${names.map((name) => `@${name}`).join(', ')})`,
        ).run(values);
      }),
    /** What an owner changes. */
    change: (id: string, changes: Partial<WebhookRow>) => durably((db) => update(db, id, changes)),
    /** How far deliveries are. */
    note: (id: string, changes: Partial<WebhookRow>) => rows.use(({ db }) => update(db, id, changes)),
    remove: (id: string) => durably((db) => void db.prepare('delete from webhooks where id = ?').run(id)),
    close: rows.close,
  };
}
