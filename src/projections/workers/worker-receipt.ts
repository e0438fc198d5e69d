import { and, asc, eq, inArray, ne, sql } from 'drizzle-orm';
import { taskRuns } from '../runs/task-runs.ts';
import type { Database } from '../store/database.ts';
import { agents } from '../units/agents.ts';
import { bonuses } from '../units/bonuses.ts';
import { payCents } from '../units/unit-pay.ts';
import { unitPayments } from '../units/unit-payments.ts';
import { units } from '../units/units.ts';
import { messagesAbout } from './worker-messages.ts';

/** What became of a piece of work, as its worker reads it. Soft-rejected work is shown as accepted, since it is paid. */
export type ReceiptState = 'in_work' | 'waiting' | 'accepted' | 'rejected';

/** A piece of work on the receipt of its worker; amounts in cents. */
export type ReceiptRow = {
  begunAt: string;
  sentAt: string | null;
  state: ReceiptState;
  message?: string;
  paidCents: number;
  dueCents: number;
  bonuses: { cents: number; isPaid: boolean; reason: string | null }[];
};

const states = {
  'in task': 'in_work',
  completed: 'waiting',
  approved: 'accepted',
  soft_rejected: 'accepted',
  rejected: 'rejected',
} as const satisfies Record<string, ReceiptState>;
const shown = Object.keys(states) as (keyof typeof states)[];

/** What a worker did in a run, in order, and what was paid and is owed for it; notes of reviewers are not in it. */
export function receiptOf(db: Database, run: string, workerId: string): { currency: string; rows: ReceiptRow[] } {
  const currency = db
    .select({ is: sql<string>`coalesce(json_extract(${taskRuns.config}, '$.currency'), 'USD')` })
    .from(taskRuns)
    .where(eq(taskRuns.runId, run))
    .get()?.is;
  const found = db
    .select({
      ...{ agentId: agents.agentId, unitId: agents.unitId, status: agents.status },
      ...{ begunAt: agents.connectedAt, endedAt: agents.endedAt, payCents },
      ...{ paidCents: unitPayments.paidCents, isOwed: sql<number>`${unitPayments.unitId} is not null` },
    })
    .from(agents)
    .innerJoin(units, eq(units.unitId, agents.unitId))
    .innerJoin(taskRuns, eq(taskRuns.runId, agents.runId))
    .leftJoin(unitPayments, and(eq(unitPayments.unitId, agents.unitId), eq(unitPayments.agentId, agents.agentId)))
    .where(and(eq(agents.workerId, workerId), eq(agents.runId, run), inArray(agents.status, shown)))
    .orderBy(asc(agents.row))
    .all();
  const promised = db
    .select()
    .from(bonuses)
    .where(and(eq(bonuses.workerId, workerId), eq(bonuses.runId, run), ne(bonuses.state, 'withdrawn')))
    .orderBy(asc(bonuses.row))
    .all();
  const said = found.length === 0 ? [] : messagesAbout(db, found);
  const rows = found.map((one): ReceiptRow => {
    const message = said.find(({ agentId }) => agentId === one.agentId)?.message;
    return {
      begunAt: one.begunAt,
      sentAt: one.status === 'in task' ? null : one.endedAt,
      state: states[one.status as keyof typeof states],
      ...(message ? { message } : {}),
      paidCents: one.paidCents ?? 0,
      dueCents: one.isOwed && one.paidCents === null ? one.payCents : 0,
      bonuses: promised
        .filter(({ agentId }) => agentId === one.agentId)
        .map(({ cents, state, reason }) => ({ cents, isPaid: state === 'paid', reason })),
    };
  });
  return { currency: currency ?? 'USD', rows };
}
