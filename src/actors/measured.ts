import type { Signals } from '../events/signals.ts';
import { activeWithin } from './active-time.ts';
import type { Answer, Unit } from './unit.ts';

/** What the page measured, with no more seconds than since the unit was assigned; active ones in tenths, and left out if they cannot be checked. */
export function measuredSince(
  { context }: Unit,
  { active, signals, seconds, now }: { active?: number; signals?: Signals; seconds: number; now?: string },
): Pick<Answer, 'activeSeconds' | 'signals'> {
  if (now === undefined || context.deadline === undefined) return { signals };
  const wall = Math.max(0, (Date.parse(now) - Date.parse(context.deadline)) / 1000 + seconds);
  const { secondsAway: away } = signals ?? {};
  return {
    activeSeconds: active === undefined ? undefined : activeWithin(active, wall),
    signals: away === undefined ? signals : { ...signals, secondsAway: Math.floor(Math.min(away, wall)) },
  };
}
