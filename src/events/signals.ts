import { z } from 'zod';

/** What a page can count while somebody answers. */
export const signalNames = ['paste', 'copy', 'focus', 'typing'] as const;
export type SignalName = (typeof signalNames)[number];

const count = z.int().nonnegative().optional();

/** What the page of an answer counted, and never what was pasted, copied or typed; what the run did not ask for is left out. */
export const Signals = z.object({
  pastes: count,
  /** The length of all pasted texts together, in UTF-16 code units. */
  pastedCharacters: count,
  /** Cutting counts as copying. */
  copies: count,
  /** How often the page was hidden or lost the focus, and for how long in all. */
  timesAway: count,
  secondsAway: count,
  keysTyped: count,
  /** In how many seconds a key was typed. */
  secondsTyping: count,
});
export type Signals = z.infer<typeof Signals>;

const fieldsOf: Readonly<Record<SignalName, readonly (keyof Signals)[]>> = {
  paste: ['pastes', 'pastedCharacters'],
  copy: ['copies'],
  focus: ['timesAway', 'secondsAway'],
  typing: ['keysTyped', 'secondsTyping'],
};

/** The counts that a run asks for, of those that a page sent; 0 for one that did not come about. Undefined if nothing was counted. */
export function signalsAskedFor(names: readonly SignalName[], sent: Signals | undefined): Signals | undefined {
  if (!sent || names.length === 0) return undefined;
  return Object.fromEntries(names.flatMap((name) => fieldsOf[name]).map((field) => [field, sent[field] ?? 0]));
}
