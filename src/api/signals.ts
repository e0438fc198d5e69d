import { z } from 'zod';
import { signalFields } from './signal-texts.ts';

const count = z.int().optional();

/** What the page of an answer counted, as evidence and not a verdict; what its run did not ask for is left out. */
export const Signals = z.object({
  pastes: count,
  /** The length of all pasted texts together, in UTF-16 code units. */
  pasted_characters: count,
  copies: count,
  /** How often the page was hidden or lost the focus, and for how many seconds in all. */
  times_away: count,
  seconds_away: count,
  keys_typed: count,
  /** In how many seconds a key was typed. */
  seconds_typing: count,
});
export type Signals = z.infer<typeof Signals>;

/** The counts of several answers: of how many, how many of these had a paste, and the sum and the median of each count. */
export const SignalSums = z.object({
  answers: z.int(),
  /** Null if none of their runs counts pastes. */
  with_pastes: z.int().nullable(),
  counts: z.partialRecord(z.enum(signalFields), z.object({ total: z.int(), median: z.number() })),
});
export type SignalSums = z.infer<typeof SignalSums>;
