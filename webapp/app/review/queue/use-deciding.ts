import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useRef, useState } from 'react';
import { askSecondOpinion, undoReview } from '../../../../src/api/review.ts';
import type { UnitDetail } from '../../../../src/api/units.ts';
import type { VerdictRow } from '../../../../src/api/verdicts.ts';
import { send } from '../../data/api.ts';
import { notify, notifyFault } from '../../data/notices.ts';
import { refresh } from '../../data/queries.ts';
import { decideOne, type Plan, undoWhole } from '../decide/perform.ts';
import {
  lastVerdict,
  leftText,
  notifyDecided,
  sayAsked,
  sayUndone,
  undoneMessage,
  undoneOne,
} from '../decide/undoing.ts';
import { unitName } from '../labels.ts';
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
    async (decision: SessionDecision, act: () => Promise<void>) => {
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
  const begin = (unit: UnitDetail, group: string, did: SessionDecision['did'], act: () => Promise<void>): Decisions => {
    const decision: SessionDecision = { unit: unit.id, group, did, state: 'sending' };
    put(addDecision(latest.current, decision));
    void deliver(decision, act);
    return latest.current;
  };

  async function undo() {
    if (latest.current.some(({ state }) => state === 'sending'))
      return notify('The last decision is still being sent. Press u again.');
    try {
      const verdict = await lastVerdict();
      if (!verdict) return notify('Nothing to undo');
      await undoThis(verdict);
    } catch (error) {
      notifyFault(error);
    }
  }

  async function undoThis({ id, decision, unit }: Pick<VerdictRow, 'id' | 'decision' | 'unit'>) {
    const outcome = await undoWhole(id);
    const isOne = unit !== null && outcome.undone === 1 && outcome.kept === 0 && leftText(outcome) === '';
    sayUndone(isOne ? undoneOne(decision, unit) : undoneMessage(outcome));
    await afterUndo(unit);
  }

  async function withdraw(unit: string) {
    await send(undoReview, { params: { unit }, body: {} });
    sayUndone(`Second opinion for ${unit} withdrawn`);
    await afterUndo(unit);
  }

  async function afterUndo(unit: string | null) {
    if (unit !== null) goBackTo(unit);
    await refresh(queryClient);
    await queryClient.invalidateQueries({ queryKey: [groupUnits] });
  }

  async function decide(unit: UnitDetail, plan: Plan) {
    const { decision } = plan;
    const id = await decideOne(unit, plan);
    const undoIt = () => void (id && undoThis({ id, decision, unit: unit.id }).catch(notifyFault));
    notifyDecided(decision, unitName(unit), id === null ? undefined : undoIt);
  }

  async function askOther(unit: UnitDetail) {
    await send(askSecondOpinion, { params: { unit: unit.id }, body: {} });
    sayAsked(unitName(unit), () => void withdraw(unit.id).catch(notifyFault));
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
      begin(unit, group, plan.decision, () => decide(unit, plan)),
    askOther: (unit: UnitDetail, group: string) => begin(unit, group, 'second_opinion', () => askOther(unit)),
    undo,
    ignoresKeys: (unit: string) => unit === ignoring.current.unit && performance.now() < ignoring.current.untilMs,
  };
}
