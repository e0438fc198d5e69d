import { asc, eq } from 'drizzle-orm';
import { type AgentStatus, agents } from './agents.ts';
import { answers } from './answers.ts';
import { assignments, dataOf } from './assignments.ts';
import type { Database } from './database.ts';
import { metadata } from './metadata.ts';
import { type Decision, reviews } from './reviews.ts';
import { taskRuns } from './task-runs.ts';
import { type UnitRow, unitColumns, units } from './units.ts';

/** Something that happened to a unit: an agent came to it, left it, or a reviewer ruled on it. */
export type Episode = {
  at: string;
  what: 'assigned' | 'submitted' | 'returned' | 'timeout' | 'late' | Decision;
  agent: string;
  worker?: string;
  by?: string;
  note?: string;
};

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
    .all();

const leaving: Partial<Record<AgentStatus, Episode['what']>> = {
  returned: 'returned',
  timeout: 'timeout',
  late: 'late',
};

function historyOf(db: Database, unitId: string): Episode[] {
  const attempts = db.select().from(agents).where(eq(agents.unitId, unitId)).orderBy(asc(agents.row)).all();
  const rulings = db.select().from(reviews).where(eq(reviews.unitId, unitId)).orderBy(asc(reviews.row)).all();
  const episodes: Episode[] = [];
  for (const { agentId: agent, workerId: worker, connectedAt, endedAt, status } of attempts) {
    episodes.push({ at: connectedAt, what: 'assigned', agent, worker });
    if (endedAt) episodes.push({ at: endedAt, what: leaving[status] ?? 'submitted', agent, worker });
  }
  for (const { agentId: agent, decision: what, by, at, note } of rulings) {
    episodes.push({ at, what, agent, by, ...(note === null ? {} : { note }) });
  }
  return episodes.sort((one, other) => (one.at < other.at ? -1 : Number(one.at > other.at)));
}

/** A unit with all there is to see of it. `answer` and `files` are those that count; `answers` has the late ones too. */
export type UnitDetail = UnitRow & {
  task: string | null;
  data: Record<string, unknown>;
  answer: unknown;
  files: NonNullable<(typeof answers.$inferSelect)['files']>;
  answers: ReturnType<typeof selectAnswers>;
  metadata: ReturnType<typeof selectMetadata>;
  history: Episode[];
};

/** One unit, if there is one of this id. */
export function unitDetail(db: Database, unitId: string): UnitDetail | undefined {
  const found = db
    .select({ unit: unitColumns, task: taskRuns.task, shared: assignments.shared, unitData: assignments.unitData })
    .from(units)
    .leftJoin(assignments, eq(assignments.assignmentId, units.assignmentId))
    .leftJoin(taskRuns, eq(taskRuns.runId, units.runId))
    .where(eq(units.unitId, unitId))
    .get();
  if (!found) return undefined;
  const { unit, task, shared, unitData } = found;
  const handedIn = selectAnswers(db, unitId);
  const counting = handedIn.find(({ late }) => !late);
  return {
    ...unit,
    task,
    data: dataOf({ unitId, shared: shared ?? {}, unitData }),
    answer: counting?.answer ?? null,
    files: counting?.files ?? [],
    answers: handedIn,
    metadata: selectMetadata(db, unitId),
    history: historyOf(db, unitId),
  };
}
