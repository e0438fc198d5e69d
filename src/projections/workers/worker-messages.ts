import { asc, inArray } from 'drizzle-orm';
import type { Database } from '../store/database.ts';
import { presentMessage, reviews } from '../units/reviews.ts';

/** A piece of work: the agent that did it, and its unit. */
export type Work = { agentId: string; unitId: string };

/** A reviewer's message to a worker about a piece of work. Soft-rejected work is shown as accepted, since it is paid. */
type WorkerMessage = Work & { decision: 'accepted' | 'rejected'; message: string; at: string };

const decisions: Record<string, WorkerMessage['decision']> = {
  accepted: 'accepted',
  soft_rejected: 'accepted',
  rejected: 'rejected',
};

const beside = new Set<string>(['second_opinion_asked', 'review_supplemented', 'supplement_undone']);

/** The messages to workers about these pieces of work, oldest first: of each, the last message that goes with its current decision. */
export function messagesAbout(db: Database, works: readonly Work[]): WorkerMessage[] {
  const units = works.map(({ unitId }) => unitId);
  const steps = db.select().from(reviews).where(inArray(reviews.unitId, units)).orderBy(asc(reviews.row)).all();
  return works
    .flatMap(({ agentId, unitId }) => {
      const own = steps.filter((one) => one.unitId === unitId && one.agentId === agentId);
      const last = own.findLast(({ decision }) => !beside.has(decision));
      const decision = last && decisions[last.decision];
      if (!decision) return [];
      // A supplement may have brought another message, or taken one back.
      const said = presentMessage(own.slice(own.indexOf(last)));
      return said?.message ? [{ agentId, unitId, decision, message: said.message, at: said.at }] : [];
    })
    .sort((one, other) => Number(one.at > other.at) - Number(one.at < other.at));
}
