import { and, asc, desc, eq, gte, lte, type SQL, sql } from 'drizzle-orm';
import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { catalog, type RecordedFact } from '../../events/catalog.ts';
import { assignmentIdOf, partsOf, UnitId } from '../../events/ids.ts';
import type { Database } from '../store/database.ts';
import { defineProjection, type Position, params } from '../store/projection.ts';
import { agents } from '../units/agents.ts';

/**
 * In which commits there is a fact about a run, unit, worker or item: positions alone, since the facts stay in the log. Facts of a
 * run's or a worker's own life are also found under `<id>/`.
 */
export const timeline = sqliteTable(
  'timeline',
  {
    row: integer('row').primaryKey(),
    subject: text('subject').notNull(),
    sequence: integer('sequence').notNull(),
  },
  (table) => [index('timeline_of_subject').on(table.subject, table.sequence)],
);

/** What a fact is about. */
export type FactIds = { unit?: string; worker?: string; agent?: string; assignment?: string };

type Ids = { unitId?: string; workerId?: string; agentId?: string; assignmentId?: string; runId?: string };
type Agent = { unit: string; worker: string };

/** The subject under which the facts of the own life of a run or a worker are found. */
export const ownLife = (id: string): string => `${id}/`;

const agentById = (db: Database) => {
  const found = db
    .select({ unit: agents.unitId, worker: agents.workerId })
    .from(agents)
    .where(eq(agents.agentId, sql.placeholder('agentId')))
    .prepare();
  return (agentId: string): Agent | undefined => found.get({ agentId });
};

/** Reads what facts are about; some name the agent alone, whose unit and worker are in the rows. */
export function openFactIds(db: Database): (data: unknown) => FactIds {
  const agentNamed = agentById(db);
  return (data) => idsOf(data as Ids, agentNamed);
}

function idsOf(
  { unitId, workerId, agentId, assignmentId }: Ids,
  agentNamed: (id: string) => Agent | undefined,
): FactIds {
  const holder = agentId && (!unitId || !workerId) ? agentNamed(agentId) : undefined;
  return {
    unit: unitId ?? holder?.unit,
    worker: workerId ?? holder?.worker,
    agent: agentId,
    assignment: assignmentId,
  };
}

function prepare(db: Database) {
  const insert = db.insert(timeline).values(params('subject', 'sequence')).prepare();
  return { insert, agentNamed: agentById(db), sequence: 0, noted: new Set<string>() };
}
type Rows = ReturnType<typeof prepare>;

/** Notes the commit under everything that one of its facts is about, once each. */
function note({ type, data }: Pick<RecordedFact, 'type' | 'data'>, rows: Rows, { run, sequence }: Position): void {
  if (rows.sequence !== sequence) {
    rows.sequence = sequence;
    rows.noted.clear();
  }
  const add = (subject: string | undefined) => {
    if (typeof subject !== 'string' || rows.noted.has(subject)) return;
    rows.noted.add(subject);
    rows.insert.run({ subject, sequence });
  };
  const { unit, worker, assignment } = idsOf((data ?? {}) as Ids, rows.agentNamed);
  add(run);
  add(unit);
  add(worker);
  if (unit === undefined) add(assignment);
  if (type.startsWith('task-run.')) add(ownLife(run));
  if (type.startsWith('worker.') && worker) add(ownLife(worker));
}

export const timelineProjection = defineProjection({
  name: 'timeline',
  version: 1,
  tables: [timeline],
  prepare,
  on: Object.fromEntries(catalog.map(({ type }) => [type, note])),
  onUnreadable: ({ recorded }, rows, at) => note(recorded, rows, at),
  forget: (rows) => {
    rows.sequence = 0;
    rows.noted.clear();
  },
});

/** The subjects under which the facts about a unit are found: its own, those of its item, and those of the run's life. */
export function subjectsOfUnit(unit: string): string[] {
  const unitId = UnitId.parse(unit);
  const { run, index } = partsOf(unitId);
  return [unit, assignmentIdOf(run, index), ownLife(run)];
}

type Range = { from?: number; to?: number; newestFirst: boolean; limit: number };

/** The sequences of commits about any of these subjects, in order, without repetition. */
export function sequencesOf(db: Database, subjects: readonly string[], range: Range): number[] {
  const { from, to, newestFirst, limit } = range;
  const bounds: (SQL | undefined)[] = [
    from === undefined ? undefined : gte(timeline.sequence, from),
    to === undefined ? undefined : lte(timeline.sequence, to),
  ];
  const found = subjects.flatMap((subject) =>
    db
      .select({ sequence: timeline.sequence })
      .from(timeline)
      .where(and(eq(timeline.subject, subject), ...bounds))
      .orderBy(newestFirst ? desc(timeline.sequence) : asc(timeline.sequence))
      .limit(limit)
      .all(),
  );
  const unique = [...new Set(found.map(({ sequence }) => sequence))];
  return unique.sort((one, other) => (newestFirst ? other - one : one - other)).slice(0, limit);
}
