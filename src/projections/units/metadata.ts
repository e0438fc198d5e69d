import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { StoredFile } from '../../events/file.ts';
import { defineProjection, json, params } from '../store/projection.ts';

/** What pages sent with answers: opinions, tips and feedback (`metadata`), and their errors (`error`). */
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
      .values(params('agentId', 'runId', 'kind', 'content', 'files', 'at'))
      .prepare(),
  on: {
    'agent.metadata-submitted': ({ data, at }, insert, { run: runId }) => {
      const { agentId, metadata, files } = data;
      insert.run({ agentId, runId, kind: 'metadata', content: json(metadata), files: json(files), at });
    },
    'agent.error-logged': ({ data: { agentId, error }, at }, insert, { run: runId }) => {
      insert.run({ agentId, runId, kind: 'error', content: json(error), files: null, at });
    },
  },
});

const traces = /^(user[-_ ]?agent|(client[-_ ]?)?ip([-_ ]?addr(ess)?)?|remote[-_ ]?addr(ess)?|fingerprint)$/i;

/** A value without traces of a worker's machine, such as fields named after the user agent or the IP address. */
export function withoutTraces(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutTraces);
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([key]) => !traces.test(key));
  return Object.fromEntries(kept.map(([key, inner]) => [key, withoutTraces(inner)]));
}
