import { and, desc, eq, gte, sql } from 'drizzle-orm';
import { integer, real, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import type { StoredFile } from '../../events/file.ts';
import type { Database } from '../store/database.ts';
import { defineProjection, json, one, params } from '../store/projection.ts';

/** What pages called in the code of their task, in order. Large values are files; `reason` is why a call failed, `message` what its worker read. */
export const procedureCalls = sqliteTable(
  'procedure_calls',
  {
    row: integer('row').primaryKey(),
    agentId: text('agent_id').notNull(),
    callId: text('call_id').notNull(),
    runId: text('run_id').notNull(),
    name: text('name').notNull(),
    args: text('args', { mode: 'json' }).$type<unknown>(),
    argsFile: text('args_file', { mode: 'json' }).$type<StoredFile>(),
    calledAt: text('called_at').notNull(),
    endedAt: text('ended_at'),
    milliseconds: real('milliseconds'),
    result: text('result', { mode: 'json' }).$type<unknown>(),
    resultFile: text('result_file', { mode: 'json' }).$type<StoredFile>(),
    reason: text('reason'),
    message: text('message'),
  },
  (table) => [uniqueIndex('procedure_calls_of_agent').on(table.agentId, table.callId)],
);

const thisCall = and(
  eq(procedureCalls.agentId, sql.placeholder('agentId')),
  eq(procedureCalls.callId, sql.placeholder('callId')),
);

export const procedureCallsProjection = defineProjection({
  name: 'procedure-calls',
  version: 1,
  tables: [procedureCalls],
  prepare: (db) => ({
    called: db
      .insert(procedureCalls)
      .values(params('agentId', 'callId', 'runId', 'name', 'args', 'argsFile', 'calledAt'))
      .prepare(),
    answered: db
      .update(procedureCalls)
      .set(params('endedAt', 'milliseconds', 'result', 'resultFile'))
      .where(thisCall)
      .prepare(),
    failed: db
      .update(procedureCalls)
      .set(params('endedAt', 'milliseconds', 'reason', 'message'))
      .where(thisCall)
      .prepare(),
  }),
  on: {
    'procedure.called': ({ data: { agentId, callId, name, args, argsFile }, at: calledAt }, rows, { run: runId }) => {
      rows.called.run({ agentId, callId, runId, name, args: json(args), argsFile: json(argsFile), calledAt });
    },
    'procedure.answered': ({ data, at: endedAt }, rows) => {
      const { agentId, callId, result, resultFile, milliseconds } = data;
      const values = { result: json(result), resultFile: json(resultFile), milliseconds, endedAt };
      one(rows.answered.run({ agentId, callId, ...values }), callId);
    },
    'procedure.failed': ({ data: { agentId, callId, reason, message, milliseconds }, at: endedAt }, rows) =>
      one(rows.failed.run({ agentId, callId, reason, message, milliseconds, endedAt }), callId),
  },
});

/** A call as it is shown and exported; times of facts, large values as files. */
export const shownCall = {
  call: procedureCalls.callId,
  agent: procedureCalls.agentId,
  name: procedureCalls.name,
  args: procedureCalls.args,
  args_file: procedureCalls.argsFile,
  at: procedureCalls.calledAt,
  ended_at: procedureCalls.endedAt,
  milliseconds: procedureCalls.milliseconds,
  result: procedureCalls.result,
  result_file: procedureCalls.resultFile,
  reason: procedureCalls.reason,
  message: procedureCalls.message,
};

/** The most calls of one agent that are shown, or given to a page that is loaded again; the last ones. */
const maxShown = 200;

/** The last calls of an agent, in order. */
export const callsOfAgent = (db: Database, agentId: string) =>
  db
    .select(shownCall)
    .from(procedureCalls)
    .where(eq(procedureCalls.agentId, agentId))
    .orderBy(desc(procedureCalls.row))
    .limit(maxShown)
    .all()
    .reverse();

/** The calls of an agent that have an outcome since then (ISO 8601), in order; the last ones. */
export const callsEndedSince = (db: Database, agentId: string, since: string): ProcedureCallRow[] =>
  db
    .select(shownCall)
    .from(procedureCalls)
    .where(and(eq(procedureCalls.agentId, agentId), gte(procedureCalls.endedAt, since)))
    .orderBy(desc(procedureCalls.row))
    .limit(maxShown)
    .all()
    .reverse();

export type ProcedureCallRow = ReturnType<typeof callsOfAgent>[number];

/** One call of an agent. */
export const callOfAgent = (db: Database, agentId: string, callId: string): ProcedureCallRow | undefined =>
  db
    .select(shownCall)
    .from(procedureCalls)
    .where(and(eq(procedureCalls.agentId, agentId), eq(procedureCalls.callId, callId)))
    .get();
