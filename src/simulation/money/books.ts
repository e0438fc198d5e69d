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

function add(sums: Map<string, Sum>, at: string, { cents, feeCents }: Pick<Sum, 'cents' | 'feeCents'>): number {
  const sum = sums.get(at) ?? { cents: 0, feeCents: 0, count: 0 };
  sums.set(at, { cents: sum.cents + cents, feeCents: sum.feeCents + feeCents, count: sum.count + 1 });
  return sum.count + 1;
}

/** The payments that runs have confirmed through this provider, by what they are for. */
function confirmedIn(runs: readonly OpenRun[], market: Market): Map<string, Sum> {
  const sums = new Map<string, Sum>();
  for (const { mailbox } of runs) {
    const { payments, submissions, offers } = mailbox.run;
    for (const [, { state, context }] of payments.states.entries()) {
      if (state !== 'confirmed' || offers.get(context.offerId)?.context.provider !== market.name) continue;
      const external = submissions.states.get(context.submissionId)?.context.external ?? '';
      add(sums, key(context.kind, external, context.cents), context);
    }
  }
  return sums;
}

/** Holds what the runs have confirmed of payments through a provider against its books, payment for payment. */
export function differences(runs: readonly OpenRun[], market: Market): Difference[] {
  const ours = confirmedIn(runs, market);
  const theirs = new Map<string, Sum>();
  const repeated = market.repeated();
  const found: Difference[] = [];
  for (const booked of market.booked()) {
    const { kind, submission, cents, feeCents, order = '' } = booked;
    const at = key(kind, submission, cents);
    if (add(theirs, at, booked) <= (ours.get(at)?.count ?? 0)) continue;
    const what = repeated.includes(order) ? 'paid-twice-by-provider' : 'not-in-the-runs';
    found.push({ what, about: at, cents: cents + feeCents });
  }
  for (const [at, mine] of ours) {
    const their = theirs.get(at) ?? { cents: 0, feeCents: 0, count: 0 };
    if (their.count < mine.count) {
      found.push({ what: 'not-in-the-books', about: at, cents: their.cents - mine.cents });
      continue;
    }
    const fees = (their.feeCents / their.count) * mine.count - mine.feeCents;
    if (Math.abs(fees) < 1e-6) continue;
    // We take the fee of a bonus as a share of it, rounded up; the provider rounds fee and tax, each by itself.
    const isRounding = at.startsWith('bonus') && Math.abs(fees) <= mine.count;
    found.push({ what: isRounding ? 'fee-rounding' : 'other-fee', about: at, cents: fees });
  }
  return found;
}
