import * as z from 'zod/mini';
import type { Decision } from '../../../../src/api/shapes.ts';

const Granting = z.object({ id: z.string(), name: z.string(), value: z.int() });

/** The initial values of a dialog: those of the last time. A block and "all of this worker" are never remembered. */
export const DialogDefaults = z.object({
  note: z.catch(z.string(), ''),
  message: z.catch(z.string(), ''),
  /** As it was typed, in units of the currency. */
  bonus: z.catch(z.string(), ''),
  grants: z.catch(z.array(Granting), []),
  /** Why the qualifications are granted. */
  explanation: z.catch(z.string(), ''),
});
export type DialogDefaults = z.infer<typeof DialogDefaults>;

const placeOf = (decision: Decision) => `manyhands.review.settings.${decision}`;
const none: DialogDefaults = { note: '', message: '', bonus: '', grants: [], explanation: '' };

/** The last values for this kind of decision in this browser. */
export function readDefaults(decision: Decision): DialogDefaults {
  try {
    return DialogDefaults.parse(JSON.parse(localStorage.getItem(placeOf(decision)) ?? '{}'));
  } catch {
    return none;
  }
}

/** Stores the values for the next time. */
export function storeDefaults(decision: Decision, defaults: DialogDefaults): void {
  try {
    localStorage.setItem(placeOf(decision), JSON.stringify(defaults));
  } catch {
    // Without storage the dialog opens empty.
  }
}
