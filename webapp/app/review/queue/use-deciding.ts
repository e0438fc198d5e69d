import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useRef, useState } from 'react';
import { askSecondOpinion } from '../../../../src/api/review.ts';
import type { UnitDetail } from '../../../../src/api/units.ts';
import { send } from '../../data/api.ts';
import { say, sayFault } from '../../data/notices.ts';
import { refresh } from '../../data/queries.ts';
import { decideOne, type Plan, undoWhole } from '../decide/perform.ts';
import { lastVerdict, undoneMessage, undoneOne } from '../decide/undoing.ts';
import { groupUnits } from './query.ts';
import { addDecision, type Decisions, type SessionDecision, settleDecision } from './session-decisions.ts';

type Options = {
  change: (changes: { group?: string; unit?: string }) => unknown;
};

/** How long keys are ignored for a unit that came back by itself, since they were meant for another one. */
const ignoreKeysMs = 600;

/** Sends decisions while the next unit is already shown; a refused one comes back with its reason. */
export function useDeciding({ change }: Options) {
  const queryClient = useQueryClient();
  const [decided, setDecided] = useState<Decisions>([]);
  const latest = useRef(decided);
  const ignoring = useRef({ unit: '', untilMs: 0 });
  const put = useCallback((next: Decisions) => {
    latest.current = next;
    setDecided(next);
  }, []);

  const deliver = useCallback(
    async (decision: SessionDecision, act: () => Promise<unknown>) => {
      try {
        await act();
        put(settleDecision(latest.current, decision.unit, 'saved'));
      } catch (error) {
        const sentence = error instanceof Error ? error.message : String(error);
        put(settleDecision(latest.current, decision.unit, 'refused', sentence));
        ignoring.current = { unit: decision.unit, untilMs: performance.now() + ignoreKeysMs };
        change({ group: decision.group, unit: decision.unit });
      }
      await refresh(queryClient);
    },
    [put, change, queryClient],
  );

  /** Adds a decision and sends it in the background; returns all of them. */
  const begin = (
    unit: UnitDetail,
    group: string,
    did: SessionDecision['did'],
    act: () => Promise<unknown>,
  ): Decisions => {
    const decision: SessionDecision = { unit: unit.id, group, did, state: 'sending' };
    put(addDecision(latest.current, decision));
    void deliver(decision, act);
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
      say(isOne ? undoneOne(decision, unit) : undoneMessage(outcome));
      if (unit !== null) goBackTo(unit);
    } catch (error) {
      return sayFault(error);
    }
    await refresh(queryClient);
    await queryClient.invalidateQueries({ queryKey: [groupUnits] });
  }

  function goBackTo(unit: string) {
    const decision = latest.current.find((one) => one.unit === unit);
    put(settleDecision(latest.current, unit, 'undone'));
    ignoring.current = { unit, untilMs: performance.now() + ignoreKeysMs };
    change(decision ? { group: decision.group, unit } : { unit });
  }

  return {
    decided,
    decide: (unit: UnitDetail, group: string, plan: Plan) =>
      begin(unit, group, plan.decision, () => decideOne(unit, plan)),
    askOther: (unit: UnitDetail, group: string) =>
      begin(unit, group, 'second_opinion', () => send(askSecondOpinion, { params: { unit: unit.id }, body: {} })),
    undo,
    ignoresKeys: (unit: string) => unit === ignoring.current.unit && performance.now() < ignoring.current.untilMs,
  };
}
