import { AgentConnected } from './agent.ts';
import { type Person, runId, sky0, type unitAt } from './fixtures.ts';
import type { BonusId, OfferId, PaymentId, SubmissionId } from './ids.ts';
import { OfferIntended, OfferPublished } from './offer.ts';
import { PaymentIntended, PaymentPrepared, PaymentSent } from './payment.ts';
import { SubmissionBegun } from './submission.ts';

// The run of the other fixtures, offered at a provider: four places for 50 cents, which cost 70 cents each with fees.

export const offerId = 'offer-1' as OfferId;
const terms = {
  ...{ provider: 'prolific', requester: 'lab', places: 4, payCents: 50, currency: 'GBP', costCents: 280 },
  ...{ bonusFeeShare: 0.4, title: 'Colours', description: 'Name colours.', tags: [], requirements: [], options: {} },
  ...{ address: 'https://colours-1.study.example.org/', secondsPerPlace: 1800, payAfterSeconds: 600 },
  codes: { completed: 'C1', screened_out: 'S1', no_work: 'N1' },
};
export const offering = { offerId, ...terms };
export const offerIntended = OfferIntended({ runId, ...offering });
export const offerPublished = OfferPublished({ runId, offerId, external: 'study-1' });
/** A published offer. */
export const offered = [offerIntended, offerPublished];

/** The place of a worker: its name here is made from theirs. */
export const placeOf = ({ worker, workerId, provider }: Person) => ({
  submissionId: `place-of-${workerId}` as SubmissionId,
  workerId,
  provider,
  worker,
  external: `external-${workerId}`,
});
export const submissionOf = (who: Person) => ({ runId, offerId, submissionId: placeOf(who).submissionId });
export const placeTaken = (who: Person) => SubmissionBegun({ runId, offerId, ...placeOf(who) });
/** A worker of the provider becomes an agent in their place. */
export const arrivedInPlace = (who: Person, unit = sky0) =>
  AgentConnected({ ...who, unitId: unit.unitId, submissionId: placeOf(who).submissionId });

const payment = (who: Person, kind: 'pay' | 'bonus', unit: ReturnType<typeof unitAt>) => ({
  ...{ runId, kind, offerId, submissionId: placeOf(who).submissionId, unitId: unit.unitId },
  ...{ workerId: who.workerId, currency: 'GBP' },
});
export const payId = (who: Person) => `pay-${placeOf(who).submissionId}` as PaymentId;
export const payIntended = (who: Person, unit = sky0) =>
  PaymentIntended({ ...payment(who, 'pay', unit), paymentId: payId(who), cents: 50, feeCents: 20 });
export const bonusPayId = (bonusId: BonusId) => `bonus-${bonusId}` as PaymentId;
/** A bonus of 150 cents, on which the fee is 60. */
export const bonusIntended = (who: Person, bonusId: BonusId, unit = sky0) =>
  PaymentIntended({
    ...{ ...payment(who, 'bonus', unit), paymentId: bonusPayId(bonusId), cents: 150, feeCents: 60, bonusId },
    reason: 'thorough',
  });
/** A payment that the provider was asked for. */
export const sent = (paymentId: PaymentId, attempt = 1) => [
  PaymentPrepared({ runId, paymentId, reference: 'list-1' }),
  PaymentSent({ runId, paymentId, attempt }),
];
