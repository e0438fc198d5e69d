import type { AnyNewFact, Fact } from '../events/catalog.ts';
import { placeOf } from './due-payments.ts';
import { type Run, unitOf } from './run.ts';

/** Takes in what a fact about a unit changes of which decisions have a message to go out. That of a rejection goes with it. */
export function noteMessageOwed(run: Run, fact: Fact | AnyNewFact): void {
  if (run.submissions.ofAgent.size === 0 || !('unitId' in fact.data) || fact.data.unitId === undefined) return;
  const { unitId } = fact.data;
  const unit = unitOf(run, unitId)?.unit;
  const place = unit && placeOf(run, unit.context.agentId);
  if (!unit || !place) return;
  const isKnownThere = unit.matches('rejected') && place.submission.matches('rejected');
  const isDecided = unit.matches('accepted') || unit.matches('soft_rejected') || isKnownThere;
  if (!isDecided || !unit.context.message) run.messages.owed.delete(unitId);
  else if ('message' in fact.data && fact.data.message) run.messages.owed.set(unitId, 'at' in fact ? fact.at : '');
}
