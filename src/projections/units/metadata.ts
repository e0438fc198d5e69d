import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { StoredFile } from '../../events/file.ts';
import { allGiven, defineProjection, json } from '../store/projection.ts';

/** What pages sent beside answers: opinions, tips and feedback (`metadata`), and the errors they met (`error`). */
export const metadata = sqliteTable(
  'metadata',
  {
    row: integer('row').primaryKey(),
    agentId: text('agent_id').notNull(),
    runId: text('run_id').notNull(),
    kind: text('kind').$type<'metadata' | 'error'>().notNull(),
    content: text('content', { mode: 'json' }).$type<unknown>(),
    files: text('files', { mode: 'json' }).$type<StoredFile[]>(),
    at: text('at').notNull(),
  },
  (table) => [index('metadata_of_agent').on(table.agentId), index('metadata_of_run').on(table.runId, table.kind)],
);

export const metadataProjection = defineProjection({
  name: 'metadata',
  version: 1,
  tables: [metadata],
  prepare: (db) =>
    db
      .insert(metadata)
      .values(allGiven('agentId', 'runId', 'kind', 'content', 'files', 'at'))
      .prepare(),
  on: {
    'agent.metadata-submitted': ({ data, at }, sent, { run: runId }) => {
      const { agentId, metadata, files } = data;
      sent.run({ agentId, runId, kind: 'metadata', content: json(metadata), files: json(files), at });
    },
    'agent.error-logged': ({ data: { agentId, error }, at }, sent, { run: runId }) => {
      sent.run({ agentId, runId, kind: 'error', content: json(error), files: null, at });
    },
  },
});
