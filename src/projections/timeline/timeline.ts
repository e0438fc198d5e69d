import { and, asc, desc, eq, gte, lte, sql } from 'drizzle-orm';
import { integer, sqliteTable } from 'drizzle-orm/sqlite-core';
import { catalog, type RecordedFact } from '../../events/catalog.ts';
import { assignmentIdOf, partsOf, UnitId } from '../../events/ids.ts';
import { onboardings } from '../onboarding/onboardings.ts';
import type { Database } from '../store/database.ts';
import { defineProjection, type Position } from '../store/projection.ts';
import { agents } from '../units/agents.ts';

/** How many subjects share a bucket depends on this number alone; facts of the others are left out when they are read. */
const buckets = 2 ** 21;
/** No log has more commits; a key stays within the integers that JavaScript has exactly. */
const sequences = 2 ** 32;

/**
 * In which commits there is a fact about a run, unit, worker, item or qualification: positions alone, since the facts stay in the log. A row is one
 * number, the bucket of the subject and the sequence of the commit, so that it costs little to write. Facts of a run's or a worker's
 * own life are also found under `<id>/`.
 */
export const timeline = sqliteTable('timeline', { key: integer('key').primaryKey() });

/** The first key of a subject: FNV-1a tells its bucket. */
function firstKey(subject: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < subject.length; at++) hash = Math.imul(hash ^ subject.charCodeAt(at), 0x01000193);
  return ((hash >>> 0) % buckets) * sequences;
}

/** What a fact is about. */
export type FactIds = { unit?: string; worker?: string; agent?: string; assignment?: string; qualification?: string };

type Ids = { unitId?: string; workerId?: string; agentId?: string; assignmentId?: string; qualificationId?: string };
/** Of an onboarding, an agent has no unit. */
type Agent = { unit?: string; worker: string };

/** The subject under which the facts of the own life of a run or a worker are found. */
export const ownLife = (id: string): string => `${id}/`;

const agentById = (db: Database) => {
  const found = db
    .select({ unit: agents.unitId, worker: agents.workerId })
    .from(agents)
    .where(eq(agents.agentId, sql.placeholder('agentId')))
    .prepare();
  const foundInOnboarding = db
    .select({ worker: onboardings.workerId })
    .from(onboardings)
    .where(eq(onboardings.agentId, sql.placeholder('agentId')))
    .prepare();
  return (agentId: string): Agent | undefined => found.get({ agentId }) ?? foundInOnboarding.get({ agentId });
};

/** Reads what facts are about; some name the agent alone, whose unit and worker are in the rows. */
export function openFactIds(db: Database): (data: unknown) => FactIds {
  const agentNamed = agentById(db);
  return (data) => idsOf(data as Ids, agentNamed);
}

function idsOf(
  { unitId, workerId, agentId, assignmentId, qualificationId }: Ids,
  agentNamed: (id: string) => Agent | undefined,
): FactIds {
  const holder = agentId && (!unitId || !workerId) ? agentNamed(agentId) : undefined;
  return {
    unit: unitId ?? holder?.unit,
    worker: workerId ?? holder?.worker,
    agent: agentId,
    assignment: assignmentId,
    qualification: qualificationId,
  };
}

function prepare(db: Database) {
  // One statement for all that a transaction notes is quicker than one for each row.
  const insertAll = db.$client.prepare<[string]>(
    'insert or ignore into "timeline" ("key") select value from json_each(?)',
  );
  const pending: number[] = [];
  return { insertAll, agentNamed: agentById(db), sequence: 0, noted: new Set<string>(), pending };
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
    rows.pending.push(firstKey(subject) + sequence);
  };
  const { unit, worker, assignment, qualification } = idsOf((data ?? {}) as Ids, rows.agentNamed);
  add(run);
  add(unit);
  add(worker);
  add(qualification);
  if (unit === undefined) add(assignment);
  if (type.startsWith('task-run.')) add(ownLife(run));
  if (type.startsWith('worker.') && worker) add(ownLife(worker));
}

export const timelineProjection = defineProjection({
  name: 'timeline',
  version: 2,
  tables: [timeline],
  prepare,
  on: Object.fromEntries(catalog.map(({ type }) => [type, note])),
  onUnreadable: ({ recorded }, rows, at) => note(recorded, rows, at),
  settle: ({ pending, insertAll }) => {
    if (pending.length > 0) insertAll.run(JSON.stringify(pending.splice(0)));
  },
  forget: (rows) => {
    rows.pending.length = 0;
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

/** The unit of an agent, which is the session of a worker with it; undefined for one that is not in the rows. */
export const unitOfAgent = (db: Database, agentId: string): string | undefined => agentById(db)(agentId)?.unit;

type Range = { from?: number; to?: number; newestFirst: boolean; limit: number };

/** The sequences of commits about any of these subjects, in order, without repetition; some may be about others of the same bucket. */
export function sequencesOf(db: Database, subjects: readonly string[], range: Range): number[] {
  const { from, to, newestFirst, limit } = range;
  const found = subjects.flatMap((subject) => {
    const first = firstKey(subject);
    return db
      .select({ key: timeline.key })
      .from(timeline)
      .where(
        and(
          gte(timeline.key, first + (from ?? 0)),
          lte(timeline.key, first + Math.min(to ?? sequences, sequences - 1)),
        ),
      )
      .orderBy(newestFirst ? desc(timeline.key) : asc(timeline.key))
      .limit(limit)
      .all()
      .map(({ key }) => key - first);
  });
  const unique = [...new Set(found)];
  return unique.sort((one, other) => (newestFirst ? other - one : one - other)).slice(0, limit);
}
