import { and, eq, sql } from 'drizzle-orm';
import { index, integer, real, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { defineProjection, json, one, params } from '../store/projection.ts';

/** Where an onboarding is; `waiting` means that a page is being judged. */
export type OnboardingStatus = 'working' | 'waiting' | 'passed' | 'failed';

/** The onboardings of all runs: who began one when, the page they are at (from 0), how many wrong answers they gave, and the outcome. */
export const onboardings = sqliteTable(
  'onboardings',
  {
    row: integer('row').primaryKey(),
    agentId: text('agent_id').notNull().unique(),
    runId: text('run_id').notNull(),
    workerId: text('worker_id').notNull(),
    status: text('status').$type<OnboardingStatus>().notNull(),
    page: integer('page').notNull(),
    mistakes: integer('mistakes').notNull(),
    startedAt: text('started_at').notNull(),
    endedAt: text('ended_at'),
    /** The pages, if the task's code made them for this worker. */
    pages: text('pages', { mode: 'json' }).$type<Record<string, unknown>[]>(),
  },
  (table) => [index('onboardings_of_run').on(table.runId), index('onboardings_of_worker').on(table.workerId)],
);

/** Every submitted page of an onboarding, in order; `correct` is null until it is judged. */
export const onboardingAnswers = sqliteTable(
  'onboarding_answers',
  {
    row: integer('row').primaryKey(),
    agentId: text('agent_id').notNull(),
    runId: text('run_id').notNull(),
    page: integer('page').notNull(),
    answer: text('answer', { mode: 'json' }).$type<unknown>(),
    submittedAt: text('submitted_at').notNull(),
    correct: integer('correct', { mode: 'boolean' }),
    explanation: text('explanation'),
    activeSeconds: real('active_seconds'),
  },
  (table) => [index('onboarding_answers_of_agent').on(table.agentId)],
);

type Judged = { agentId: string; page: number; explanation?: string };

export const onboardingsProjection = defineProjection({
  name: 'onboardings',
  version: 2,
  tables: [onboardings, onboardingAnswers],
  prepare: (db) => {
    const thisOne = eq(onboardings.agentId, sql.placeholder('agentId'));
    return {
      started: db
        .insert(onboardings)
        .values({
          ...params('agentId', 'runId', 'workerId', 'startedAt', 'pages'),
          ...{ status: 'working', page: 0, mistakes: 0 },
        })
        .prepare(),
      submitted: db
        .insert(onboardingAnswers)
        .values(params('agentId', 'runId', 'page', 'answer', 'submittedAt', 'activeSeconds'))
        .prepare(),
      waiting: db.update(onboardings).set({ status: 'waiting' }).where(thisOne).prepare(),
      judged: db
        .update(onboardingAnswers)
        .set(params('correct', 'explanation'))
        .where(and(eq(onboardingAnswers.agentId, sql.placeholder('agentId')), sql`"correct" is null`))
        .prepare(),
      next: db.update(onboardings).set({ status: 'working', page: sql`"page" + 1` }).where(thisOne).prepare(),
      again: db.update(onboardings).set({ status: 'working', mistakes: sql`"mistakes" + 1` }).where(thisOne).prepare(),
      ended: db.update(onboardings).set(params('status', 'endedAt')).where(thisOne).prepare(),
      wrong: db.update(onboardings).set({ mistakes: sql`"mistakes" + 1` }).where(thisOne).prepare(),
    };
  },
  on: {
    'onboarding.started': ({ data: { agentId, workerId, pages }, at: startedAt }, rows, { run: runId }) =>
      void rows.started.run({ agentId, runId, workerId, startedAt, pages: json(pages) }),
    'onboarding.page-submitted': ({ data, at: submittedAt }, rows, { run: runId }) => {
      const { agentId, page, answer, activeSeconds = null } = data;
      rows.submitted.run({ agentId, runId, page, answer: json(answer), submittedAt, activeSeconds });
      one(rows.waiting.run({ agentId }), agentId);
    },
    'onboarding.page-judged': ({ data }, rows) => {
      one(rows.judged.run(judgement(data, data.correct)), data.agentId);
      one((data.correct ? rows.next : rows.again).run({ agentId: data.agentId }), data.agentId);
    },
    'onboarding.passed': ({ data, at: endedAt }, rows) => {
      one(rows.judged.run(judgement(data, true)), data.agentId);
      one(rows.ended.run({ agentId: data.agentId, status: 'passed', endedAt }), data.agentId);
    },
    'onboarding.failed': ({ data, at: endedAt }, rows) => {
      one(rows.judged.run(judgement(data, false)), data.agentId);
      one(rows.wrong.run({ agentId: data.agentId }), data.agentId);
      one(rows.ended.run({ agentId: data.agentId, status: 'failed', endedAt }), data.agentId);
    },
  },
});

const judgement = ({ agentId, explanation }: Judged, correct: boolean) => ({
  agentId,
  correct: Number(correct),
  explanation: explanation ?? null,
});
