import type { AgentId, BonusId, PaymentId, SubmissionId, UnitId } from '../events/ids.ts';

/** What a run owes workers through providers: units and bonuses, and since when (ISO 8601). */
export type Owed = {
  units: Map<UnitId, string>;
  bonuses: Map<BonusId, { unitId: UnitId; since: string }>;
  /** Units that were rejected here, of which the provider may not know yet. */
  rejections: Map<UnitId, string>;
};

/** What a new run owes. */
export const noneOwed = (): Owed => ({ units: new Map(), bonuses: new Map(), rejections: new Map() });

/** The payment of a submission, and that of a bonus: from what they are for, so that nothing is paid by two. */
export const payOf = (submissionId: SubmissionId): PaymentId => `pay-${submissionId}` as PaymentId;
export const bonusPaymentOf = (bonusId: BonusId): PaymentId => `bonus-${bonusId}` as PaymentId;

/** The gold units that were answered right and whose bonus is not promised yet, with who answered. */
export type GoldBonuses = Map<UnitId, AgentId>;
