import { createHash } from 'node:crypto';
import { setImmediate as breathe } from 'node:timers/promises';
import { asc, gt } from 'drizzle-orm';
import { getTableConfig, type SQLiteTable } from 'drizzle-orm/sqlite-core';
import type { Database } from './database.ts';

const pageSize = 500;

/** The SHA-256 of every row of these tables, in the order of their primary keys; a page at a time, with breaks for others. */
export async function fingerprint(db: Database, tables: readonly SQLiteTable[]): Promise<string> {
  const hash = createHash('sha256');
  for (const table of tables) {
    const { name, columns } = getTableConfig(table);
    const place = columns.findIndex((column) => column.primary);
    const key = columns[place];
    if (!key) throw new Error(`${name} has no primary key to order it by.`);
    hash.update(name);
    let last: unknown;
    for (;;) {
      const after = last === undefined ? undefined : gt(key, last);
      const rows = db.select().from(table).where(after).orderBy(asc(key)).limit(pageSize).values();
      if (rows.length === 0) break;
      hash.update(JSON.stringify(rows));
      last = rows.at(-1)?.[place];
      await breathe();
    }
  }
  return hash.digest('hex');
}
