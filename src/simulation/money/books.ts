import type { OpenRun } from '../../runtime/open-run.ts';
import type { Market } from './market.ts';

/** What differs between what the runs have confirmed and what the provider has in its books, and by what it came. */
export type Difference = {
  what: 'paid-twice-by-provider' | 'fee-rounding' | 'not-in-the-books' | 'not-in-the-runs' | 'other-fee';
  about: string;
  /** What the provider's books have more than ours. */
  cents: number;
};

type Sum = { cents: number; feeCents: number; count: number };
const key = (kind: string, submission: string, cents: number) => `${kind} ${submission} ${cents}`;

/** Holds what the runs have confirmed of payments through a provider against its books, payment for payment. */
export function differences(runs: readonly OpenRun[], market: Market): Difference[] {
  const ours = new Map<string, Sum>();
  const theirs = new Map<string, Sum>();
  const add = (sums: Map<string, Sum>, at: string, cents: number, feeCents: number) => {
    const sum = sums.get(at) ?? { cents: 0, feeCents: 0, count: 0 };
    sums.set(at, { cents: sum.cents + cents, feeCents: sum.feeCents + feeCents, count: sum.count + 1 });
  };
  for (const { mailbox } of runs) {
    const { payments, submissions, offers } = mailbox.run;
    for (const [, { state, context }] of payments.states.entries()) {
      if (state !== 'confirmed' || offers.get(context.offerId)?.context.provider !== market.name) continue;
      const external = submissions.states.get(context.submissionId)?.context.external ?? '';
      add(ours, key(context.kind, external, context.cents), context.cents, context.feeCents);
    }
  }
  const repeated = [...market.repeated()];
  const found: Difference[] = [];
  for (const { kind, submission, cents, feeCents, order } of market.booked()) {
    const at = key(kind, submission, cents);
    add(theirs, at, cents, feeCents);
    const mine = ours.get(at)?.count ?? 0;
    if ((theirs.get(at)?.count ?? 0) <= mine) continue;
    const isRepeated = order !== undefined && repeated.includes(order);
    found.push({
      what: isRepeated ? 'paid-twice-by-provider' : 'not-in-the-runs',
      about: at,
      cents: cents + feeCents,
    });
  }
  for (const [at, mine] of ours) {
    const their = theirs.get(at) ?? { cents: 0, feeCents: 0, count: 0 };
    if (their.count < mine.count) found.push({ what: 'not-in-the-books', about: at, cents: their.cents - mine.cents });
    else {
      const fees = (their.feeCents / their.count) * mine.count - mine.feeCents;
      if (Math.abs(fees) > 1e-6)
        found.push({ what: Math.abs(fees) <= mine.count ? 'fee-rounding' : 'other-fee', about: at, cents: fees });
    }
  }
  return found;
}
