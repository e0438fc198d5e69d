import { useState } from 'react';
import { decideMany, type Outcome, type Plan, type Progress, type Which } from './perform.ts';

/** Sends a decision on many units: how far it is, and the outcome if units were refused, which is shown before `onDone`. */
export function useSendingMany(onDone: (outcome: Outcome) => void) {
  const [progress, setProgress] = useState<Progress>();
  const [outcome, setOutcome] = useState<Outcome>();
  async function send(which: Which, plan: Plan, total = 0): Promise<void> {
    setProgress({ done: 0, total });
    try {
      const ended = await decideMany(which, plan, setProgress);
      if (ended.refused.length > 0) setOutcome(ended);
      else onDone(ended);
    } finally {
      setProgress(undefined);
    }
  }
  return { progress, outcome, send };
}
