import { createHash } from 'node:crypto';
import { setImmediate as yieldToOthers } from 'node:timers/promises';
import { asc, gt } from 'drizzle-orm';
import { getTableConfig, type SQLiteTable } from 'drizzle-orm/sqlite-core';
import type { Database } from './database.ts';

const pageRows = 500;

/** The SHA-256 of every row of these tables, in the order of their primary keys. It yields to other work after each page. */
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
      const rows = db.select().from(table).where(after).orderBy(asc(key)).limit(pageRows).values();
      if (rows.length === 0) break;
      hash.update(JSON.stringify(rows));
      last = rows.at(-1)?.[place];
      await yieldToOthers();
    }
  }
  return hash.digest('hex');
}
