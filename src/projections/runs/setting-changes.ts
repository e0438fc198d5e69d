import { asc, eq } from 'drizzle-orm';
import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { Database } from '../store/database.ts';
import { defineProjection, json, params } from '../store/projection.ts';

type Values = Record<string, unknown>;

/** A file of items that was added: how many, and its SHA-256. */
export type AddedItems = { items: number; sha256: string };

/** Changes of an open run: the new values by key of the config, null for none; or the items that were added. */
const settingChangeRows = sqliteTable('setting_changes', {
  row: integer('row').primaryKey(),
  runId: text('run_id').notNull(),
  at: text('at').notNull(),
  by: text('by').notNull(),
  config: text('config', { mode: 'json' }).$type<Values>().notNull(),
  reason: text('reason'),
  added: text('added', { mode: 'json' }).$type<AddedItems>(),
});

export const settingChangesProjection = defineProjection({
  name: 'setting-changes',
  version: 2,
  tables: [settingChangeRows],
  prepare: (db) =>
    db
      .insert(settingChangeRows)
      .values(params('runId', 'at', 'by', 'config', 'reason', 'added'))
      .prepare(),
  on: {
    'task-run.settings-changed': ({ data: { runId, config, reason = null }, at, by }, rows) =>
      void rows.run({ runId, at, by, config: json(config), reason, added: null }),
    'task-run.extended': ({ data: { runId, unitsPerAssignment, reason = null }, at, by }, rows) =>
      void rows.run({ runId, at, by, config: json({ units_per_assignment: unitsPerAssignment }), reason, added: null }),
    'task-run.data-added': ({ data: { runId, items, sha256, reason = null }, at, by }, rows) =>
      void rows.run({ runId, at, by, config: json({}), reason, added: json({ items, sha256 }) }),
  },
});

/** The changes of a run's settings, the oldest first. */
export const settingChanges = (db: Database, runId: string) =>
  db
    .select({
      at: settingChangeRows.at,
      by: settingChangeRows.by,
      config: settingChangeRows.config,
      reason: settingChangeRows.reason,
      added: settingChangeRows.added,
    })
    .from(settingChangeRows)
    .where(eq(settingChangeRows.runId, runId))
    .orderBy(asc(settingChangeRows.row))
    .all();
export type SettingChange = ReturnType<typeof settingChanges>[number];

/** The config of a launch after these changes, and the values before and after each. */
export function withChanges(launched: Values, history: readonly SettingChange[]) {
  const present = { ...launched };
  const changes = history.map(({ at, by, reason, config, added }) => {
    const changed = Object.entries(config).map(([key, after]) => ({ key, before: present[key] ?? null, after }));
    for (const [key, after] of Object.entries(config)) {
      if (after === null) delete present[key];
      else present[key] = after;
    }
    return { at, by, reason, changed, added };
  });
  return { present, changes };
}
