import { eq } from 'drizzle-orm';
import { sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { StoredFile } from '../../events/file.ts';
import type { Database } from '../store/database.ts';
import { defineProjection, params } from '../store/projection.ts';

/** Every file that a fact names, by the SHA-256 of its bytes. */
export const namedFiles = sqliteTable('named_files', { hash: text('hash').primaryKey() });

type Insert = { run(values: { hash: string }): unknown };

function insertHashes(files: readonly StoredFile[] | undefined, insert: Insert): void {
  if (files) for (const { hash } of files) insert.run({ hash });
}

export const namedFilesProjection = defineProjection({
  name: 'named-files',
  version: 3,
  tables: [namedFiles],
  prepare: (db): Insert => db.insert(namedFiles).values(params('hash')).onConflictDoNothing().prepare(),
  on: {
    'unit.submitted': ({ data }, insert) => insertHashes(data.files, insert),
    'agent.submitted-late': ({ data }, insert) => insertHashes(data.files, insert),
    'agent.metadata-submitted': ({ data }, insert) => insertHashes(data.files, insert),
    'conversation.said': ({ data: { messageFile } }, insert) => insertHashes(messageFile && [messageFile], insert),
    'conversation.step-done': ({ data: { resultFile } }, insert) => insertHashes(resultFile && [resultFile], insert),
    'conversation.ended': ({ data: { dataFile } }, insert) => insertHashes(dataFile && [dataFile], insert),
    'procedure.called': ({ data: { argsFile } }, insert) => insertHashes(argsFile && [argsFile], insert),
    'procedure.answered': ({ data: { resultFile } }, insert) => insertHashes(resultFile && [resultFile], insert),
  },
});

/** Whether a fact names this file. */
export const isNamedFile = (db: Database, hash: string): boolean =>
  db.select().from(namedFiles).where(eq(namedFiles.hash, hash)).get() !== undefined;

/** Every file that a fact names, by hash. */
export const namedHashes = (db: Database): string[] =>
  db
    .select()
    .from(namedFiles)
    .all()
    .map(({ hash }) => hash);

/** A run with an answer, metadata, a call of a procedure or a conversation that names this file; scans all of them. */
export function runNaming(db: Pick<Database, '$client'>, hash: string): string | undefined {
  const columns = [
    ...(['answers', 'metadata'] as const).map((table) => [table, 'files'] as const),
    ...(['args_file', 'result_file'] as const).map((column) => ['procedure_calls', column] as const),
    ['conversation_facts', 'data'] as const,
  ];
  const naming = columns.map(([table, column]) => `select run_id from ${table} where ${column} like :pattern`);
  const found = db.$client.prepare(`${naming.join(' union all ')} limit 1`).pluck();
  return found.get({ pattern: `%"${hash}"%` }) as string | undefined;
}
