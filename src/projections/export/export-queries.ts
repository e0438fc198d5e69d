import { and, asc, eq, gt, isNull, type SQL, sql } from 'drizzle-orm';
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core';
import { flaggedBy } from '../rules/applied-rules.ts';
import { taskRuns } from '../runs/task-runs.ts';
import type { Database } from '../store/database.ts';
import { adjudications, isInForce } from '../units/adjudications.ts';
import { agents } from '../units/agents.ts';
import { answers } from '../units/answers.ts';
import { assignments } from '../units/assignments.ts';
import { bonuses } from '../units/bonuses.ts';
import { comments } from '../units/comments.ts';
import { finalFields } from '../units/final-answers.ts';
import { metadata } from '../units/metadata.ts';
import { procedureCalls, shownCall } from '../units/procedure-calls.ts';
import { reviews } from '../units/reviews.ts';
import { payCents } from '../units/unit-pay.ts';
import { units } from '../units/units.ts';
import { workers } from '../workers/workers.ts';
import { type Wanted, wantedWhere } from './export-scope.ts';
import { openMessages } from './messages.ts';

/** Rows fetched per query. */
const pageRows = 200;

const param = sql.placeholder;
/** Whether a column is one of a list, which is bound as JSON under this name. */
const among = (column: SQLiteColumn, name: string): SQL =>
  sql`${column} in (select "value" from json_each(${param(name)}))`;

const answersWhere = (db: Database, condition: SQL | undefined) =>
  db
    .select({
      row: answers.row,
      task: taskRuns.task,
      run: answers.runId,
      unit: answers.unitId,
      worker: answers.workerId,
      workerName: workers.name,
      provider: workers.provider,
      agent: answers.agentId,
      status: units.status,
      note: units.note,
      purpose: units.purpose,
      special: units.special,
      correct: units.correct,
      assigned_at: agents.connectedAt,
      treatment: agents.treatment,
      link: agents.link,
      submitted_at: answers.submittedAt,
      active_seconds: answers.activeSeconds,
      signals: answers.signals,
      flagged: flaggedBy(answers.runId, answers.workerId),
      late: answers.late,
      pay_cents: payCents,
      shared: assignments.shared,
      unitData: assignments.unitData,
      answer: answers.answer,
      files: answers.files,
      final: finalFields,
    })
    .from(answers)
    .innerJoin(taskRuns, eq(taskRuns.runId, answers.runId))
    .leftJoin(units, eq(units.unitId, answers.unitId))
    .leftJoin(agents, eq(agents.agentId, answers.agentId))
    .leftJoin(assignments, eq(assignments.assignmentId, units.assignmentId))
    .leftJoin(adjudications, and(eq(adjudications.assignmentId, units.assignmentId), isInForce))
    .leftJoin(workers, eq(workers.workerId, answers.workerId))
    .where(condition)
    .orderBy(asc(answers.row));

/** Prepares the queries of an export: the next wanted answers of a run after a row, all those to some units, and what belongs to answers by their rows. */
export function prepareAnswers(db: Database, wanted: Wanted = {}) {
  const ofRows = among(answers.row, 'rows');
  return {
    page: answersWhere(db, and(eq(answers.runId, param('run')), gt(answers.row, param('after')), wantedWhere(wanted)))
      .limit(pageRows)
      .prepare(),
    toUnits: answersWhere(db, among(answers.unitId, 'units')).prepare(),
    reviews: db
      .select({
        row: answers.row,
        decision: reviews.decision,
        note: reviews.note,
        message: reviews.message,
        by: reviews.by,
        at: reviews.at,
      })
      .from(answers)
      .innerJoin(reviews, and(eq(reviews.unitId, answers.unitId), eq(answers.late, false)))
      .where(ofRows)
      .orderBy(asc(reviews.row))
      .prepare(),
    bonuses: db
      .select({
        row: answers.row,
        id: bonuses.bonusId,
        cents: bonuses.cents,
        currency: bonuses.currency,
        reason: bonuses.reason,
        state: bonuses.state,
        by: bonuses.grantedBy,
        at: bonuses.grantedAt,
      })
      .from(answers)
      .innerJoin(bonuses, and(eq(bonuses.unitId, answers.unitId), eq(answers.late, false)))
      .where(ofRows)
      .orderBy(asc(bonuses.row))
      .prepare(),
    comments: db
      .select({
        row: answers.row,
        id: comments.commentId,
        by: comments.by,
        at: comments.at,
        text: comments.text,
        edited_at: comments.editedAt,
        reply_to: comments.replyTo,
      })
      .from(answers)
      .innerJoin(
        comments,
        and(eq(comments.unitId, answers.unitId), eq(answers.late, false), isNull(comments.removedAt)),
      )
      .where(ofRows)
      .orderBy(asc(comments.row))
      .prepare(),
    metadata: db
      .select({ row: answers.row, at: metadata.at, content: metadata.content, files: metadata.files })
      .from(answers)
      .innerJoin(metadata, and(eq(metadata.agentId, answers.agentId), eq(metadata.kind, 'metadata')))
      .where(ofRows)
      .orderBy(asc(metadata.row))
      .prepare(),
    calls: db
      .select({ row: answers.row, ...shownCall })
      .from(answers)
      .innerJoin(procedureCalls, eq(procedureCalls.agentId, answers.agentId))
      .where(ofRows)
      .orderBy(asc(procedureCalls.row))
      .prepare(),
    messagesOf: openMessages(db),
  };
}

/** Prepared queries of an export. */
export type AnswerQueries = ReturnType<typeof prepareAnswers>;
/** An answer as a query gives it. */
export type FoundAnswer = ReturnType<AnswerQueries['page']['all']>[number];
