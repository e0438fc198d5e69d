import { asc, eq } from 'drizzle-orm';
import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { Database } from '../store/database.ts';
import { defineProjection, json, params } from '../store/projection.ts';

type Values = Record<string, unknown>;

/** Changes of settings while a run is open: the new values by key of the config, null for none. */
const settingChangeRows = sqliteTable('setting_changes', {
  row: integer('row').primaryKey(),
  runId: text('run_id').notNull(),
  at: text('at').notNull(),
  by: text('by').notNull(),
  config: text('config', { mode: 'json' }).$type<Values>().notNull(),
  reason: text('reason'),
});

export const settingChangesProjection = defineProjection({
  name: 'setting-changes',
  version: 1,
  tables: [settingChangeRows],
  prepare: (db) =>
    db
      .insert(settingChangeRows)
      .values(params('runId', 'at', 'by', 'config', 'reason'))
      .prepare(),
  on: {
    'task-run.settings-changed': ({ data: { runId, config, reason = null }, at, by }, rows) =>
      void rows.run({ runId, at, by, config: json(config), reason }),
    'task-run.extended': ({ data: { runId, unitsPerAssignment, reason = null }, at, by }, rows) =>
      void rows.run({ runId, at, by, config: json({ units_per_assignment: unitsPerAssignment }), reason }),
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
    })
    .from(settingChangeRows)
    .where(eq(settingChangeRows.runId, runId))
    .orderBy(asc(settingChangeRows.row))
    .all();
export type SettingChange = ReturnType<typeof settingChanges>[number];

/** The config of a launch after these changes, and the values before and after each. */
export function withChanges(launched: Values, history: readonly SettingChange[]) {
  const present = { ...launched };
  const changes = history.map(({ at, by, reason, config }) => {
    const changed = Object.entries(config).map(([key, after]) => ({ key, before: present[key] ?? null, after }));
    for (const [key, after] of Object.entries(config)) {
      if (after === null) delete present[key];
      else present[key] = after;
    }
    return { at, by, reason, changed };
  });
  return { present, changes };
}
