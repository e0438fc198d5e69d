import { useNavigate } from '@tanstack/react-router';
import type { UnitDetail } from '../../../../src/api/units.ts';
import type { UnitAct } from '../decide/unit-dialog.tsx';
import { useKeys } from '../use-keys.ts';
import type { Acts } from './action-bar.tsx';
import type { Decisions } from './session-decisions.ts';
import type { useDeciding } from './use-deciding.ts';
import type { useWalk } from './use-walk.ts';

type Options = {
  unit: UnitDetail | undefined;
  group: string;
  mayDecide: boolean;
  deciding: ReturnType<typeof useDeciding>;
  walk: ReturnType<typeof useWalk>;
  moveOn: (decided?: Decisions) => void;
  onOpen: (dialog: UnitAct | 'help') => void;
};

/** The acts on the current unit, also by keys. */
export function useActs({ unit, group, mayDecide, deciding, walk, moveOn, onOpen }: Options): Acts {
  const navigate = useNavigate();
  const ifMay = (act: (unit: UnitDetail) => void) => () => {
    if (unit && mayDecide && !deciding.ignoresKeys(unit.id)) act(unit);
  };
  const acts: Acts = {
    accept: ifMay((one) => moveOn(deciding.decide(one, group, { decision: 'accepted' }))),
    acceptWith: ifMay(() => onOpen('accepted')),
    softReject: ifMay(() => onOpen('soft_rejected')),
    reject: ifMay(() => onOpen('rejected')),
    askOther: ifMay((one) => moveOn(deciding.askOther(one, group))),
    undo: () => void deciding.undo(),
    next: () => moveOn(),
    previous: walk.goBack,
    bonus: () => unit?.worker && onOpen('bonus'),
    qualify: () => unit?.worker && onOpen('qualify'),
    decisions: () => void navigate({ to: '/review/decisions' }),
    help: () => onOpen('help'),
  };
  useKeys({
    a: acts.accept,
    A: acts.acceptWith,
    s: acts.softReject,
    r: acts.reject,
    o: acts.askOther,
    u: acts.undo,
    n: acts.next,
    j: acts.next,
    p: acts.previous,
    k: acts.previous,
    b: acts.bonus,
    q: acts.qualify,
    m: acts.decisions,
    '?': acts.help,
  });
  return acts;
}
