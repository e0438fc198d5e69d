import { asc, inArray } from 'drizzle-orm';
import type { Database } from '../store/database.ts';
import { reviews } from '../units/reviews.ts';

/** A piece of somebody's work: the agent that did it, and its unit. */
export type Work = { agentId: string; unitId: string };

/** What a reviewer let a worker know about a piece of work. Paid work counts as accepted, as wherever workers are paid. */
export type WorkerMessage = Work & { decision: 'accepted' | 'rejected'; message: string; at: string };

const decisions: Record<string, WorkerMessage['decision']> = {
  accepted: 'accepted',
  soft_rejected: 'accepted',
  rejected: 'rejected',
};

/** The messages to workers about these pieces of work, oldest first: of each the one that goes with the decision that stands. */
export function messagesAbout(db: Database, works: readonly Work[]): WorkerMessage[] {
  const units = works.map(({ unitId }) => unitId);
  const said = db.select().from(reviews).where(inArray(reviews.unitId, units)).orderBy(asc(reviews.row)).all();
  return works
    .flatMap(({ agentId, unitId }) => {
      const last = said.findLast(
        (one) => one.unitId === unitId && one.agentId === agentId && one.decision !== 'second_opinion_asked',
      );
      const decision = last && decisions[last.decision];
      return decision && last.message ? [{ agentId, unitId, decision, message: last.message, at: last.at }] : [];
    })
    .sort((one, other) => Number(one.at > other.at) - Number(one.at < other.at));
}
