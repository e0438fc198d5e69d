import { asc, eq } from 'drizzle-orm';
import { taskRuns } from '../runs/task-runs.ts';
import type { Database } from '../store/database.ts';
import { agents } from './agents.ts';
import { answers } from './answers.ts';
import { assignments, dataOf } from './assignments.ts';
import { type BonusRow, bonusesOfUnit } from './bonus-rows.ts';
import { metadata } from './metadata.ts';
import { withoutTraces } from './traces.ts';
import { type Episode, historyOf } from './unit-history.ts';
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
    // A worker's machine is not shown to reviewers.
    .map(({ content, ...sent }) => ({ ...sent, content: withoutTraces(content) }));

/** A unit with all there is to see of it. `answer` and `files` are those that count; `answers` has the late ones too. */
export type UnitDetail = UnitRow & {
  title: string | null;
  data: Record<string, unknown>;
  answer: unknown;
  files: NonNullable<(typeof answers.$inferSelect)['files']>;
  answers: ReturnType<typeof selectAnswers>;
  metadata: ReturnType<typeof selectMetadata>;
  history: Episode[];
  bonuses: BonusRow[];
};

/** One unit, if there is one of this id. */
export function unitDetail(db: Database, unitId: string): UnitDetail | undefined {
  const found = db
    .select({ unit: unitColumns, title: taskRuns.title, shared: assignments.shared, unitData: assignments.unitData })
    .from(units)
    .leftJoin(assignments, eq(assignments.assignmentId, units.assignmentId))
    .leftJoin(taskRuns, eq(taskRuns.runId, units.runId))
    .where(eq(units.unitId, unitId))
    .get();
  if (!found) return undefined;
  const { unit, title, shared, unitData } = found;
  const handedIn = selectAnswers(db, unitId);
  const counting = handedIn.find(({ late }) => !late);
  return {
    ...unit,
    title,
    data: dataOf({ unitId, shared: shared ?? {}, unitData }),
    answer: counting?.answer ?? null,
    files: counting?.files ?? [],
    answers: handedIn,
    metadata: selectMetadata(db, unitId),
    history: historyOf(db, unitId),
    bonuses: bonusesOfUnit(db, unitId),
  };
}
