import { z } from 'zod';
import { type SignalName, signalNames } from '../../events/signals.ts';
import { nearestOf } from '../../projections/spelling/nearest.ts';

const known: readonly unknown[] = signalNames;
const rule = `must be true, or a list out of ${signalNames.join(', ')}`;

/** Why a value is no list of signals: the end of a sentence. */
function faultOf(value: unknown): string {
  const unknown = Array.isArray(value) ? value.find((entry) => !known.includes(entry)) : undefined;
  if (typeof unknown !== 'string') return rule;
  const nearest = nearestOf(unknown.toLowerCase(), signalNames);
  const advice = nearest ? `did you mean "${nearest}"?` : `the signals are ${signalNames.join(', ')}`;
  return `has no signal "${unknown.slice(0, 60)}"; ${advice}`;
}

const all = (isOn: boolean): SignalName[] => (isOn ? [...signalNames] : []);
const unique = (names: SignalName[]): SignalName[] => signalNames.filter((name) => names.includes(name));

/** The key of a config for what its page counts while workers answer. */
export const signalKeys = {
  signals: z
    .union([z.boolean().transform(all), z.array(z.enum(signalNames)).transform(unique)], {
      error: ({ input }) => faultOf(input),
    })
    .optional()
    .describe(
      `what the page counts while workers answer, as evidence beside the answer, never as content: true, or a list out of ${signalNames.join(', ')}; workers must be told; see docs/quality-checks.md`,
    ),
};
