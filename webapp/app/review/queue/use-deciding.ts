import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useRef, useState } from 'react';
import { askSecondOpinion } from '../../../../src/api/review.ts';
import type { UnitDetail } from '../../../../src/api/units.ts';
import { send } from '../../data/api.ts';
import { say, sayFault } from '../../data/notices.ts';
import { refresh } from '../../data/queries.ts';
import { decideOne, type Plan, undoWhole } from '../decide/perform.ts';
import { lastVerdict, undoneOne, undoneWords } from '../decide/undoing.ts';
import { groupUnits } from './query.ts';
import { enter, type Mine, type Steps, settle } from './steps.ts';

type Options = {
  change: (wanted: { group?: string; unit?: string }) => unknown;
};

/** Keys that decide are not heard for a unit that came back by itself for so long, in ms: they were meant for another one. */
const pauseMs = 600;

/** Sends decisions while one is already at the next unit; what is refused comes back with its sentence. */
export function useDeciding({ change }: Options) {
  const queryClient = useQueryClient();
  const [steps, setSteps] = useState<Steps>([]);
  const latest = useRef(steps);
  const deaf = useRef({ unit: '', until: 0 });
  const put = useCallback((next: Steps) => {
    latest.current = next;
    setSteps(next);
  }, []);

  const deliver = useCallback(
    async (step: Mine, act: () => Promise<unknown>) => {
      try {
        await act();
        put(settle(latest.current, step.unit, 'kept'));
      } catch (error) {
        const sentence = error instanceof Error ? error.message : String(error);
        put(settle(latest.current, step.unit, 'refused', sentence));
        deaf.current = { unit: step.unit, until: performance.now() + pauseMs };
        change({ group: step.group, unit: step.unit });
      }
      await refresh(queryClient);
    },
    [put, change, queryClient],
  );

  /** Enters what I do and gives the steps with it; it is sent behind their back. */
  const begin = (unit: UnitDetail, group: string, did: Mine['did'], act: () => Promise<unknown>): Steps => {
    const step: Mine = { unit: unit.id, group, did, state: 'sending' };
    put(enter(latest.current, step));
    void deliver(step, act);
    return latest.current;
  };

  async function undo() {
    if (latest.current.some(({ state }) => state === 'sending'))
      return say('The last decision is still being sent. Press u again.');
    try {
      const verdict = await lastVerdict();
      if (!verdict) return say('Nothing to undo');
      const { id, decision, unit } = verdict;
      const outcome = await undoWhole(id);
      const isOne = unit !== null && outcome.undone === 1 && outcome.kept === 0;
      say(isOne ? undoneOne(decision, unit) : undoneWords(outcome));
      if (unit !== null) goBackTo(unit);
    } catch (error) {
      return sayFault(error);
    }
    await refresh(queryClient);
    await queryClient.invalidateQueries({ queryKey: [groupUnits] });
  }

  function goBackTo(unit: string) {
    const step = latest.current.find((one) => one.unit === unit);
    put(settle(latest.current, unit, 'undone'));
    deaf.current = { unit, until: performance.now() + pauseMs };
    change(step ? { group: step.group, unit } : { unit });
  }

  return {
    steps,
    decide: (unit: UnitDetail, group: string, plan: Plan) =>
      begin(unit, group, plan.decision, () => decideOne(unit, plan)),
    askOther: (unit: UnitDetail, group: string) =>
      begin(unit, group, 'second_opinion', () => send(askSecondOpinion, { params: { unit: unit.id }, body: {} })),
    undo,
    isDeaf: (unit: string) => unit === deaf.current.unit && performance.now() < deaf.current.until,
  };
}
