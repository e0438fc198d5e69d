import { sql } from 'drizzle-orm';
import { index, integer, real, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { Signals } from '../../api/signals.ts';
import type { StoredFile } from '../../events/file.ts';
import type { Signals as Counted } from '../../events/signals.ts';
import { defineProjection, json, params } from '../store/projection.ts';

/** All submitted answers, in order; `late` ones arrived when the worker no longer held the unit, and do not count. */
export const answers = sqliteTable(
  'answers',
  {
    row: integer('row').primaryKey(),
    agentId: text('agent_id').notNull().unique(),
    unitId: text('unit_id').notNull(),
    runId: text('run_id').notNull(),
    workerId: text('worker_id').notNull(),
    answer: text('answer', { mode: 'json' }).$type<unknown>(),
    files: text('files', { mode: 'json' }).$type<StoredFile[]>(),
    submittedAt: text('submitted_at').notNull(),
    late: integer('late', { mode: 'boolean' }).notNull(),
    autoSubmitted: integer('auto_submitted', { mode: 'boolean' }).notNull(),
    /** How long the page was visible and used; null if it did not say, and for late answers. */
    activeSeconds: real('active_seconds'),
    /** What the page counted; null if its run does not ask for it. */
    signals: text('signals', { mode: 'json' }).$type<Signals>(),
    pastes: integer('pastes'),
  },
  (table) => [
    index('answers_of_run').on(table.runId),
    index('answers_of_unit').on(table.unitId),
    index('answers_with_pastes').on(table.unitId).where(sql`"pastes" > 0 and not "late"`),
  ],
);

const names = [
  'agentId',
  'unitId',
  'runId',
  'workerId',
  'answer',
  'files',
  'submittedAt',
  'late',
  'autoSubmitted',
  'activeSeconds',
  'signals',
  'pastes',
] as const;

const toSignals = (counted: Counted): Signals => ({
  pastes: counted.pastes,
  pasted_characters: counted.pastedCharacters,
  copies: counted.copies,
  times_away: counted.timesAway,
  seconds_away: counted.secondsAway,
  keys_typed: counted.keysTyped,
  seconds_typing: counted.secondsTyping,
});
const columnsOf = (counted: Counted | undefined) => ({
  signals: counted ? JSON.stringify(toSignals(counted)) : null,
  pastes: counted?.pastes ?? null,
});

/** The units whose answer that counts had a paste. */
export const unitsWithPastes = sql`select ${answers.unitId} from ${answers} where ${answers.pastes} > 0 and not ${answers.late}`;

export const answersProjection = defineProjection({
  name: 'answers',
  version: 3,
  tables: [answers],
  prepare: (db) =>
    db
      .insert(answers)
      .values(params(...names))
      .prepare(),
  on: {
    'unit.submitted': ({ data, at: submittedAt }, insert, { run: runId }) => {
      const { agentId, unitId, workerId } = data;
      const [answer, files] = [json(data.answer), json(data.files)];
      const autoSubmitted = Number(data.autoSubmitted ?? false);
      const measured = { autoSubmitted, activeSeconds: data.activeSeconds ?? null, ...columnsOf(data.signals) };
      insert.run({ agentId, unitId, runId, workerId, answer, files, submittedAt, late: 0, ...measured });
    },
    'agent.submitted-late': ({ data, at: submittedAt }, insert, { run: runId }) => {
      const { agentId, unitId, workerId } = data;
      const [answer, files] = [json(data.answer), json(data.files)];
      const measured = { autoSubmitted: 0, activeSeconds: null, ...columnsOf(data.signals) };
      insert.run({ agentId, unitId, runId, workerId, answer, files, submittedAt, late: 1, ...measured });
    },
  },
});
