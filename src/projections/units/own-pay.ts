import type { CountChange } from '../runs/unit-counts.ts';

const isPaid = (status: string) => status === 'accepted' || status === 'soft_rejected';
const isDue = (status: string) => status === 'completed' || isPaid(status);

/** What the step of a unit with a pay of its own, in cents, from one status to another changes in the sums of those. */
export function ownPay(from: string, to: string, cents: number): CountChange {
  const due = Number(isDue(to)) - Number(isDue(from));
  const paid = Number(isPaid(to)) - Number(isPaid(from));
  return { own_due: due, own_due_cents: due * cents, own_paid: paid, own_paid_cents: paid * cents };
}
