import { LRUCache } from 'lru-cache';

/** How much a page may send: so much at once, and so much a second from then on. */
export type PacketBudget = { perSecond: number; atOnce: number };

/** That of the page of a worker; pages of Mephisto send 10 packets a second at most. */
export const pageBudget: PacketBudget = { perSecond: 50, atOnce: 500 };

/** Counts what one page sends; `takes` returns whether so much more is within its budget (a token bucket; `nowMs` in ms). */
export function openPacketBudget(
  { perSecond, atOnce }: PacketBudget,
  nowMs: () => number,
): { takes(amount?: number): boolean } {
  let left = atOnce;
  let at = nowMs();
  return {
    takes(amount = 1) {
      const now = nowMs();
      left = Math.min(atOnce, left + Math.max(0, now - at) * (perSecond / 1000));
      at = now;
      if (left < amount) return false;
      left -= amount;
      return true;
    },
  };
}

/** How many senders are counted at once; who has sent nothing for longest begins anew. */
const maxSenders = 10_000;

/** Counts what each sender sends, over whatever connections; `takes` returns whether so much more of one is within its budget. */
export function openSharedBudgets(
  budget: PacketBudget,
  nowMs: () => number,
): { takes(sender: string, amount?: number): boolean } {
  const budgets = new LRUCache<string, ReturnType<typeof openPacketBudget>>({ max: maxSenders });
  return {
    takes(sender, amount) {
      const own = budgets.get(sender) ?? openPacketBudget(budget, nowMs);
      budgets.set(sender, own);
      return own.takes(amount);
    },
  };
}
