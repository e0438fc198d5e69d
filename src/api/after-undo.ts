import { z } from 'zod';

/** What stays after the undo of decisions, for the replies. */
export const afterUndo = {
  /** What was recorded as paid for its units that wait for review again, by currency: it stays paid, and is not due twice. */
  paid: z.array(z.object({ answers: z.int(), cents: z.number(), currency: z.string() })),
  /** Bonuses of its units that stay, paid or granted otherwise. */
  bonuses: z.array(
    z.object({
      unit: z.string(),
      bonus: z.string(),
      cents: z.int(),
      currency: z.string(),
      state: z.enum(['intended', 'paid']),
    }),
  ),
};

/** What was paid already for answers whose decisions were undone. */
export type PaidAlready = z.infer<(typeof afterUndo)['paid']>;
