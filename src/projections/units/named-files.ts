import { eq } from 'drizzle-orm';
import { sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { StoredFile } from '../../events/file.ts';
import type { Database } from '../store/database.ts';
import { allGiven, defineProjection } from '../store/projection.ts';

/** Every file that some fact names, by the SHA-256 of its bytes. */
export const namedFiles = sqliteTable('named_files', { hash: text('hash').primaryKey() });

type Note = { run(values: { hash: string }): unknown };

function note(files: readonly StoredFile[] | undefined, named: Note): void {
  if (files) for (const { hash } of files) named.run({ hash });
}

export const namedFilesProjection = defineProjection({
  name: 'named-files',
  version: 1,
  tables: [namedFiles],
  prepare: (db): Note => db.insert(namedFiles).values(allGiven('hash')).onConflictDoNothing().prepare(),
  on: {
    'unit.submitted': ({ data }, named) => note(data.files, named),
    'agent.submitted-late': ({ data }, named) => note(data.files, named),
    'agent.metadata-submitted': ({ data }, named) => note(data.files, named),
  },
});

/** Whether some fact names this file. */
export const isNamedFile = (db: Database, hash: string): boolean =>
  db.select().from(namedFiles).where(eq(namedFiles.hash, hash)).get() !== undefined;

/** Every file that some fact names, by hash. */
export const namedHashes = (db: Database): string[] =>
  db
    .select()
    .from(namedFiles)
    .all()
    .map(({ hash }) => hash);

/** A run of which an answer or its metadata names this file; it reads all of them. */
export function runNaming(db: Pick<Database, '$client'>, hash: string): string | undefined {
  const naming = ['answers', 'metadata'].map((table) => `select run_id from ${table} where files like :pattern`);
  const found = db.$client.prepare(`${naming.join(' union all ')} limit 1`).pluck();
  return found.get({ pattern: `%"${hash}"%` }) as string | undefined;
}
