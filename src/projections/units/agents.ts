import { eq, sql } from 'drizzle-orm';
import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { Treatment } from '../../events/treatment.ts';
import { defineProjection, json, one, params } from '../store/projection.ts';

/** An agent's state, as browsers and exports name it. */
export type AgentStatus =
  | 'in task'
  | 'completed'
  | 'returned'
  | 'timeout'
  | 'late'
  | 'approved'
  | 'soft_rejected'
  | 'rejected';

/** Agents: each is a worker's attempt at one unit. `ended_at` is when it last submitted, returned the unit or timed out. */
export const agents = sqliteTable(
  'agents',
  {
    row: integer('row').primaryKey(),
    agentId: text('agent_id').notNull().unique(),
    workerId: text('worker_id').notNull(),
    unitId: text('unit_id').notNull(),
    runId: text('run_id').notNull(),
    status: text('status').$type<AgentStatus>().notNull(),
    connectedAt: text('connected_at').notNull(),
    endedAt: text('ended_at'),
    treatment: text('treatment', { mode: 'json' }).$type<Treatment>(),
    /** What a panel has put into the worker's link besides their id, as the query of a URL. */
    link: text('link'),
  },
  (table) => [index('agents_of_unit').on(table.unitId), index('agents_of_worker').on(table.workerId)],
);

export const agentsProjection = defineProjection({
  name: 'agents',
  version: 4,
  tables: [agents],
  prepare(db) {
    const { status, endedAt, ...columns } = params(
      'agentId',
      'workerId',
      'unitId',
      'runId',
      'connectedAt',
      'status',
      'endedAt',
      'treatment',
      'link',
    );
    const prepareUpdate = (values: { status: typeof status; endedAt?: typeof endedAt }) =>
      db
        .update(agents)
        .set(values)
        .where(eq(agents.agentId, sql.placeholder('agentId')))
        .prepare();
    const [ended, reviewed] = [prepareUpdate({ status, endedAt }), prepareUpdate({ status })];
    return {
      connected: db
        .insert(agents)
        .values({ ...columns, status: 'in task' })
        .prepare(),
      ended: (agentId: string, status: AgentStatus, endedAt: string) =>
        one(ended.run({ agentId, status, endedAt }), agentId),
      reviewed: (agentId: string, status: AgentStatus) => one(reviewed.run({ agentId, status }), agentId),
    };
  },
  on: {
    'agent.connected': ({ data: { agentId, workerId, unitId, treatment, link = null }, at }, rows, { run: runId }) => {
      rows.connected.run({ agentId, workerId, unitId, runId, connectedAt: at, treatment: json(treatment), link });
    },
    'unit.submitted': ({ data, at }, rows) => rows.ended(data.agentId, 'completed', at),
    'unit.returned': ({ data, at }, rows) => rows.ended(data.agentId, 'returned', at),
    'unit.timed-out': ({ data, at }, rows) => rows.ended(data.agentId, 'timeout', at),
    'agent.submitted-late': ({ data, at }, rows) => rows.ended(data.agentId, 'late', at),
    'unit.accepted': ({ data }, rows) => rows.reviewed(data.agentId, 'approved'),
    'unit.soft-rejected': ({ data }, rows) => rows.reviewed(data.agentId, 'soft_rejected'),
    'unit.rejected': ({ data }, rows) => rows.reviewed(data.agentId, 'rejected'),
    'unit.review-undone': ({ data }, rows) => rows.reviewed(data.agentId, 'completed'),
  },
});
