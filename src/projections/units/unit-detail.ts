import { asc, eq } from 'drizzle-orm';
import type { Conversation } from '../../api/conversations.ts';
import type { Signals } from '../../api/signals.ts';
import { taskRuns } from '../runs/task-runs.ts';
import type { Database } from '../store/database.ts';
import { agents } from './agents.ts';
import { answers } from './answers.ts';
import { assignments, dataOf } from './assignments.ts';
import { type BonusRow, bonusesOfUnit } from './bonus-rows.ts';
import { threadOf } from './comments.ts';
import { conversationIn } from './conversation-rows.ts';
import { metadata, withoutTraces } from './metadata.ts';
import { callsOfAgent } from './procedure-calls.ts';
import { historyOf, type UnitEvent } from './unit-history.ts';
import { type UnitRow, unitColumns } from './unit-rows.ts';
import { units } from './units.ts';

const selectAnswers = (db: Database, unitId: string) =>
  db
    .select({
      agent: answers.agentId,
      worker: answers.workerId,
      answer: answers.answer,
      files: answers.files,
      submitted_at: answers.submittedAt,
      late: answers.late,
      auto_submitted: answers.autoSubmitted,
      active_seconds: answers.activeSeconds,
      signals: answers.signals,
    })
    .from(answers)
    .where(eq(answers.unitId, unitId))
    .orderBy(asc(answers.row))
    .all();

const selectMetadata = (db: Database, unitId: string) =>
  db
    .select({
      agent: metadata.agentId,
      kind: metadata.kind,
      content: metadata.content,
      files: metadata.files,
      at: metadata.at,
    })
    .from(metadata)
    .innerJoin(agents, eq(agents.agentId, metadata.agentId))
    .where(eq(agents.unitId, unitId))
    .orderBy(asc(metadata.row))
    .all()
    // Reviewers do not see traces of a worker's machine.
    .map(({ content, ...sent }) => ({ ...sent, content: withoutTraces(content) }));

/** A unit with everything about it. `answer` and `files` are those that count; `answers` includes the late ones. */
export type UnitDetail = UnitRow & {
  title: string | null;
  data: Record<string, unknown>;
  answer: unknown;
  files: NonNullable<(typeof answers.$inferSelect)['files']>;
  /** How long the page of the answer that counts was visible and used. */
  active_seconds: number | null;
  /** What that page counted. */
  signals: Signals | null;
  answers: ReturnType<typeof selectAnswers>;
  metadata: ReturnType<typeof selectMetadata>;
  /** What the page of its present agent called in the code of the task, the last ones. */
  calls: ReturnType<typeof callsOfAgent>;
  /** What was said in its conversation, the last of it; null if it is none. */
  conversation: Conversation | null;
  history: UnitEvent[];
  bonuses: BonusRow[];
  /** The comments of reviewers. */
  thread: ReturnType<typeof threadOf>;
};

/** The most events of a conversation that come with a unit. */
const maxEvents = 500;

/** The unit of this id, if it exists. */
export function unitDetail(db: Database, unitId: string): UnitDetail | undefined {
  const unit = unitWithoutConversation(db, unitId);
  return unit && { ...unit, conversation: conversationIn(db, unit.assignment, { limit: maxEvents }) ?? null };
}

/** The same for whoever does not show its conversation, which may be long. */
export function unitWithoutConversation(db: Database, unitId: string): Omit<UnitDetail, 'conversation'> | undefined {
  const found = db
    .select({
      unit: unitColumns,
      title: taskRuns.title,
      shared: assignments.shared,
      unitData: assignments.unitData,
      treatment: agents.treatment,
    })
    .from(units)
    .leftJoin(assignments, eq(assignments.assignmentId, units.assignmentId))
    .leftJoin(taskRuns, eq(taskRuns.runId, units.runId))
    .leftJoin(agents, eq(agents.agentId, units.agentId))
    .where(eq(units.unitId, unitId))
    .get();
  if (!found) return undefined;
  const { unit, title, shared, unitData, treatment } = found;
  const submitted = selectAnswers(db, unitId);
  const counting = submitted.find(({ late }) => !late);
  return {
    ...unit,
    title,
    data: { ...dataOf({ unitId, shared: shared ?? {}, unitData }), ...treatment },
    answer: counting?.answer ?? null,
    files: counting?.files ?? [],
    active_seconds: counting?.active_seconds ?? null,
    signals: counting?.signals ?? null,
    answers: submitted,
    metadata: selectMetadata(db, unitId),
    calls: unit.agent === null ? [] : callsOfAgent(db, unit.agent),
    history: historyOf(db, unitId),
    bonuses: bonusesOfUnit(db, unitId),
    thread: threadOf(db, unitId),
  };
}
