import { asc, eq } from 'drizzle-orm';
import type { Database } from '../store/database.ts';
import { type AgentStatus, agents } from './agents.ts';
import { bonuses } from './bonuses.ts';
import { type ReviewStep, reviews } from './reviews.ts';

/** Something that happened to a unit: an agent came to it, left it, a reviewer ruled on it, a bonus was promised or paid. */
export type Episode = {
  at: string;
  what:
    | 'assigned'
    | 'submitted'
    | 'returned'
    | 'timeout'
    | 'late'
    | ReviewStep
    | 'bonus_granted'
    | 'bonus_paid'
    | 'bonus_withdrawn';
  agent: string | null;
  worker: string | null;
  by: string | null;
  note: string | null;
  message: string | null;
  cents: number | null;
};

const leaving: Partial<Record<AgentStatus, Episode['what']>> = {
  returned: 'returned',
  timeout: 'timeout',
  late: 'late',
};
const nothing = { agent: null, worker: null, by: null, note: null, message: null, cents: null };

function comings(db: Database, unitId: string): Episode[] {
  const attempts = db.select().from(agents).where(eq(agents.unitId, unitId)).orderBy(asc(agents.row)).all();
  return attempts.flatMap(({ agentId: agent, workerId: worker, connectedAt, endedAt, status }) => {
    const who = { ...nothing, agent, worker };
    const came: Episode = { ...who, at: connectedAt, what: 'assigned' };
    return endedAt ? [came, { ...who, at: endedAt, what: leaving[status] ?? 'submitted' }] : [came];
  });
}

const rulings = (db: Database, unitId: string): Episode[] =>
  db
    .select()
    .from(reviews)
    .where(eq(reviews.unitId, unitId))
    .orderBy(asc(reviews.row))
    .all()
    .map(({ agentId: agent, workerId: worker, decision: what, by, at, note, message }) => ({
      ...nothing,
      ...{ at, what, agent, worker, by, note, message },
    }));

function payments(db: Database, unitId: string): Episode[] {
  const found = db.select().from(bonuses).where(eq(bonuses.unitId, unitId)).orderBy(asc(bonuses.row)).all();
  return found.flatMap(({ agentId: agent, workerId: worker, cents, reason, state, ...bonus }) => {
    const about = { ...nothing, agent, worker, cents };
    const { grantedBy, grantedAt, settledBy, settledAt, settledNote } = bonus;
    const granted: Episode = { ...about, at: grantedAt, what: 'bonus_granted', by: grantedBy, note: reason };
    if (state === 'intended' || !settledAt) return [granted];
    return [granted, { ...about, at: settledAt, what: `bonus_${state}` as const, by: settledBy, note: settledNote }];
  });
}

/** What happened to a unit, in order. */
export const historyOf = (db: Database, unitId: string): Episode[] =>
  [...comings(db, unitId), ...rulings(db, unitId), ...payments(db, unitId)].sort((one, other) =>
    one.at < other.at ? -1 : Number(one.at > other.at),
  );
