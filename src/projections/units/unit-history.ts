import { asc, eq } from 'drizzle-orm';
import type { Database } from '../store/database.ts';
import { type AgentStatus, agents } from './agents.ts';
import { bonuses } from './bonuses.ts';
import { type Judged, judgedAs } from './judged.ts';
import { paymentsOfUnit } from './payment-history.ts';
import { type ReviewEvent, reviews } from './reviews.ts';
import { units } from './units.ts';

/** An event in a unit's history: an agent got or left it, a reviewer decided on it, it was paid, a bonus was promised or paid, or that was taken back. */
export type UnitEvent = {
  at: string;
  what:
    | 'assigned'
    | 'submitted'
    | 'returned'
    | 'timeout'
    | 'late'
    | Judged
    | ReviewEvent
    | 'bonus_granted'
    | 'bonus_paid'
    | 'bonus_withdrawn'
    | 'bonus_payment_undone'
    | 'paid'
    | 'payment_undone';
  agent: string | null;
  worker: string | null;
  by: string | null;
  note: string | null;
  message: string | null;
  cents: number | null;
};

const endings: Partial<Record<AgentStatus, UnitEvent['what']>> = {
  returned: 'returned',
  timeout: 'timeout',
  late: 'late',
};
const empty = { agent: null, worker: null, by: null, note: null, message: null, cents: null };

function attemptEvents(db: Database, unitId: string): UnitEvent[] {
  const attempts = db.select().from(agents).where(eq(agents.unitId, unitId)).orderBy(asc(agents.row)).all();
  return attempts.flatMap(({ agentId: agent, workerId: worker, connectedAt, endedAt, status }) => {
    const who = { ...empty, agent, worker };
    const assigned: UnitEvent = { ...who, at: connectedAt, what: 'assigned' };
    return endedAt ? [assigned, { ...who, at: endedAt, what: endings[status] ?? 'submitted' }] : [assigned];
  });
}

const reviewEvents = (db: Database, unitId: string): UnitEvent[] =>
  db
    .select()
    .from(reviews)
    .where(eq(reviews.unitId, unitId))
    .orderBy(asc(reviews.row))
    .all()
    .map(({ agentId: agent, workerId: worker, decision: what, by, at, note, message }) => ({
      ...empty,
      ...{ at, what, agent, worker, by, note, message },
    }));

function judgementEvents(db: Database, unitId: string): UnitEvent[] {
  const unit = db.select().from(units).where(eq(units.unitId, unitId)).get();
  if (!unit?.purpose || unit.judgedAt === null) return [];
  const { agentId: agent, workerId: worker, judgedAt: at, purpose, correct } = unit;
  return [{ ...empty, agent, worker, at, what: judgedAs(purpose, correct) }];
}

function payEvents(db: Database, unitId: string): UnitEvent[] {
  const found = db.select().from(bonuses).where(eq(bonuses.unitId, unitId)).orderBy(asc(bonuses.row)).all();
  const granted = found.map(
    ({ agentId: agent, workerId: worker, cents, reason: note, grantedBy: by, grantedAt: at }) => ({
      ...{ ...empty, agent, worker, cents, note, by, at, what: 'bonus_granted' as const },
    }),
  );
  const centsOf = new Map(found.map(({ bonusId, cents }) => [bonusId, cents]));
  const payments = paymentsOfUnit(db, unitId).map(({ agentId: agent, workerId: worker, bonusId, cents, ...how }) => {
    const { what, note, by, at } = how;
    return { ...empty, agent, worker, cents: cents ?? centsOf.get(bonusId ?? '') ?? null, what, note, by, at };
  });
  return [...granted, ...payments];
}

/** The history of a unit, in order. */
export const historyOf = (db: Database, unitId: string): UnitEvent[] =>
  [
    ...attemptEvents(db, unitId),
    ...judgementEvents(db, unitId),
    ...reviewEvents(db, unitId),
    ...payEvents(db, unitId),
  ].sort((one, other) => (one.at < other.at ? -1 : Number(one.at > other.at)));
