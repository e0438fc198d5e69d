import { and, eq, gt, isNull, lt, sql } from 'drizzle-orm';
import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { partsOf } from '../../events/ids.ts';
import type { UnitPurpose } from '../../events/unit.ts';
import { defineProjection, json, one, param, params } from '../store/projection.ts';

/**
 * Assignments and their data: the fields that all units share and, where they differ, those of each unit. Those with a purpose
 * were made for one worker.
 */
export const assignments = sqliteTable(
  'assignments',
  {
    row: integer('row').primaryKey(),
    assignmentId: text('assignment_id').notNull().unique(),
    runId: text('run_id').notNull(),
    index: integer('index').notNull(),
    units: integer('units').notNull(),
    shared: text('shared', { mode: 'json' }).$type<Record<string, unknown>>().notNull(),
    unitData: text('unit_data', { mode: 'json' }).$type<Record<string, unknown>[]>(),
    status: text('status').$type<'collecting' | 'completed'>().notNull(),
    purpose: text('purpose').$type<UnitPurpose>(),
  },
  (table) => [index('assignments_of_run').on(table.runId)],
);

/** The assignments of a run's data after a row, as a condition with the parameters `run` and `after`; those made for one worker are none of it. */
export const dataAfterRow = and(
  eq(assignments.runId, sql.placeholder('run')),
  gt(assignments.row, sql.placeholder('after')),
  isNull(assignments.purpose),
);

export const assignmentsProjection = defineProjection({
  name: 'assignments',
  version: 3,
  tables: [assignments],
  prepare(db) {
    const columns = params('assignmentId', 'runId', 'index', 'units', 'shared', 'unitData', 'purpose');
    return {
      created: db
        .insert(assignments)
        .values({ ...columns, status: 'collecting' })
        .prepare(),
      completed: db
        .update(assignments)
        .set({ status: 'completed' })
        .where(eq(assignments.assignmentId, sql.placeholder('assignmentId')))
        .prepare(),
      grown: db
        .update(assignments)
        .set({ units: param('units') })
        .where(eq(assignments.assignmentId, sql.placeholder('assignmentId')))
        .prepare(),
      extended: db
        .update(assignments)
        .set({ units: param('units'), status: 'collecting' })
        .where(
          and(
            eq(assignments.runId, sql.placeholder('runId')),
            lt(assignments.units, sql.placeholder('units')),
            isNull(assignments.purpose),
          ),
        )
        .prepare(),
    };
  },
  on: {
    'assignment.created': ({ data: { assignmentId, units, shared, unitData, special } }, rows, { run: runId }) => {
      const { index } = partsOf(assignmentId);
      const purpose = special?.purpose ?? null;
      rows.created.run({ assignmentId, runId, index, units, shared: json(shared), unitData: json(unitData), purpose });
    },
    'assignment.extended': ({ data: { assignmentId, units } }, rows) =>
      one(rows.grown.run({ assignmentId, units }), assignmentId),
    'assignment.completed': ({ data: { assignmentId } }, rows) =>
      one(rows.completed.run({ assignmentId }), assignmentId),
    'task-run.extended': ({ data: { runId, unitsPerAssignment: units } }, rows) => {
      rows.extended.run({ runId, units });
    },
  },
});

type Data = { unitId: string; shared: Record<string, unknown>; unitData: Record<string, unknown>[] | null };

/** The data that a worker on this unit gets: the unit's own fields over those that its assignment shares. */
export const dataOf = ({ unitId, shared, unitData }: Data): Record<string, unknown> => ({
  ...shared,
  ...unitData?.[Number(unitId.split('.')[2])],
});
