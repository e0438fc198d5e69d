import * as z from 'zod/mini';
import type { Decision } from '../../../../src/api/shapes.ts';

const Granting = z.object({ id: z.string(), name: z.string(), value: z.int() });

/** The initial values of a dialog: those of the last time. A block and "all of this worker" are never remembered. */
export const Settings = z.object({
  note: z.catch(z.string(), ''),
  message: z.catch(z.string(), ''),
  /** As it was typed, in units of the currency. */
  bonus: z.catch(z.string(), ''),
  grants: z.catch(z.array(Granting), []),
  /** Why the qualifications are granted. */
  explanation: z.catch(z.string(), ''),
});
export type Settings = z.infer<typeof Settings>;

const placeOf = (decision: Decision) => `manyhands.review.settings.${decision}`;
const none: Settings = { note: '', message: '', bonus: '', grants: [], explanation: '' };

/** The last settings of this kind of decision in this browser. */
export function recallSettings(decision: Decision): Settings {
  try {
    return Settings.parse(JSON.parse(localStorage.getItem(placeOf(decision)) ?? '{}'));
  } catch {
    return none;
  }
}

/** Stores the settings for the next time. */
export function rememberSettings(decision: Decision, settings: Settings): void {
  try {
    localStorage.setItem(placeOf(decision), JSON.stringify(settings));
  } catch {
    // Without storage the dialog opens empty.
  }
}
