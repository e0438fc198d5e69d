import type { Arrival as OfAgent } from '../../actors/agent.ts';
import { placeOf } from '../../actors/due-payments.ts';
import { assessedIn, completesStudy } from '../../actors/special-units.ts';
import type { AgentId, WorkerId } from '../../events/ids.ts';
import type { AgentPlace, Arrival, RunCalls } from '../calls.ts';
import type { OpenRun } from '../open-run.ts';
import { asPublished, offerOfVisitor } from '../providers/offer-of-visitor.ts';
import { submissionIdOf } from '../providers/submission-id.ts';
import { refuse } from '../refusals/refusals.ts';
import type { Runtime } from '../runtime.ts';

/** The place of an arriving worker as the run has it; undefined for one who comes from no provider. Throws `link/not-offered`. */
export function arrivingPlace(
  { workerId }: Pick<Runtime, 'workerId'>,
  { mailbox: { run } }: OpenRun,
  { provider, place }: Arrival,
): OfAgent['place'] {
  if (!place) return undefined;
  const { submission: external } = place;
  const offer = offerOfVisitor(run.offers, provider, place.offer);
  if (!offer) throw refuse('link/not-offered');
  return { submissionId: submissionIdOf(workerId, provider, external), offerId: offer.offerId, external };
}

/** How many units a worker has submitted, in their place if they have one, without screenings that they did not pass: these do not complete the study for them. */
export function submittedBy({ mailbox: { run } }: OpenRun, workerId: WorkerId, place: OfAgent['place']): number {
  if (!place) return (run.workers.get(workerId)?.submitted ?? 0) - assessedIn(run.special, workerId).unpassed.size;
  const agent = run.agents.get(run.submissions.agentOf.get(place.submissionId) ?? '');
  return agent && completesStudy(run.special, agent) ? 1 : 0;
}

/** The calls about places at providers. */
export const placeCalls = (runtime: Pick<Runtime, 'run'>): Pick<RunCalls, 'offerFor' | 'placeOf'> => ({
  async offerFor({ run, provider, offer }) {
    const found = offerOfVisitor(runtime.run(run).mailbox.run.offers, provider, offer);
    return found ? asPublished(found) : null;
  },
  placeOf: async ({ run, agentId }) => placeOfAgent(runtime.run(run), agentId),
});

function placeOfAgent({ mailbox: { run } }: OpenRun, agentId: AgentId): AgentPlace | null {
  const place = placeOf(run, agentId);
  if (!place) return null;
  const { provider, external: submission } = place.submission.context;
  return { provider, submission, offer: asPublished(place.offer.context) };
}
