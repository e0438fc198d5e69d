import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AnyNewFact } from '../events/catalog.ts';
import {
  accepted,
  ada,
  begun,
  bonus,
  issuedBy,
  rejected,
  sky0,
  submitted,
  supplemented,
  supplementUndone,
  took,
  undone,
} from '../events/fixtures.ts';
import type { BonusId, VerdictId } from '../events/ids.ts';
import { Refusal } from './refusal.ts';
import type { RunCommand } from './run-decide.ts';
import { decide } from './run-decide.ts';
import { given, runAfter } from './specify.ts';

const { unitId } = sky0;
const anna = 'reviewer:anna';
const done = [...begun(), ...took(ada, sky0), submitted(ada, sky0)];
const [first, second, third] = ['v-first', 'v-second', 'v-third'] as [VerdictId, VerdictId, VerdictId];

describe('a verdict that is sent again after a crash', () => {
  const decided = issuedBy(anna, accepted(ada, sky0, { verdictId: first }));
  const added = (verdictId: VerdictId) =>
    issuedBy(anna, supplemented(ada, sky0, { decision: 'accepted', message: `by ${verdictId}`, verdictId }));
  const again = (verdictId: VerdictId) =>
    ({ type: 'unit.accept', unitId, by: anna, message: `by ${verdictId}`, verdictId }) as const;

  it('is known when it was a supplement, and its decision was taken back', () => {
    given(...done, decided, added(second), undone(ada, sky0, { verdictId: first }))
      .when(again(second))
      .then();
  });
  it('is known when the supplement was taken back, and then the decision', () => {
    const gone = supplementUndone(ada, sky0, { verdictId: second, left: {} });
    given(...done, decided, added(second), gone, undone(ada, sky0, { verdictId: first }))
      .when(again(second))
      .then();
  });
  it('is known when others were taken back since', () => {
    const goneSecond = supplementUndone(ada, sky0, { verdictId: second, left: {} });
    const goneThird = supplementUndone(ada, sky0, { verdictId: third, left: {} });
    const facts = [...done, decided, added(second), goneSecond, added(third), goneThird];
    given(...facts)
      .when(again(second))
      .then();
    given(...facts)
      .when({ type: 'unit.undo-verdict', unitId, verdictId: second, bonusId: bonus.bonusId })
      .then();
    const anew = issuedBy(anna, accepted(ada, sky0, { verdictId: second }));
    given(...done, decided, undone(ada, sky0, { verdictId: first }), anew, undone(ada, sky0, { verdictId: second }))
      .when(again(first))
      .then();
  });
  it('is known when an acceptance took the place of its rejection', () => {
    const no = issuedBy(anna, rejected(ada, sky0, { verdictId: first, note: 'no' }));
    const yes = issuedBy(anna, accepted(ada, sky0, { verdictId: second }));
    given(...done, no, yes, undone(ada, sky0, { verdictId: second }))
      .when({ type: 'unit.reject', unitId, by: anna, note: 'no', verdictId: first })
      .then();
  });
  it('is known whatever happened since, and however often the run was read from its log', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
        const log: AnyNewFact[] = [...done];
        const heard = new Set<string>();
        for (const [at, one] of steps.entries()) {
          const id = `v-${at}` as VerdictId;
          // Each command meets a run that was just read from its log.
          const command = commandOf(one, id);
          const facts = factsOf(command, log);
          log.push(...facts.map((fact) => issuedBy(anna, fact)));
          if (facts.length > 0 && one.kind === 'decide') heard.add(JSON.stringify(command));
          for (const before of heard) expect(factsOf(JSON.parse(before), log)).toEqual([]);
        }
      }),
    );
  });
});

type Step =
  | { kind: 'decide'; decision: 'accept' | 'soft-reject' | 'reject'; message: string | undefined; withBonus: boolean }
  | { kind: 'undo'; of: number }
  | { kind: 'undo-review' };
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    kind: fc.constant('decide' as const),
    decision: fc.constantFrom('accept' as const, 'soft-reject' as const, 'reject' as const),
    message: fc.constantFrom(undefined, 'Thanks.', 'Thank you.'),
    withBonus: fc.boolean(),
  }),
  fc.record({ kind: fc.constant('undo' as const), of: fc.nat(11) }),
  fc.constant({ kind: 'undo-review' as const }),
);

function commandOf(one: Step, verdictId: VerdictId): RunCommand {
  switch (one.kind) {
    case 'undo-review':
      return { type: 'unit.undo-review', unitId, by: anna };
    case 'undo': {
      const undoneId = `v-${one.of}` as VerdictId;
      return { type: 'unit.undo-verdict', unitId, verdictId: undoneId, bonusId: `b-${one.of}` as BonusId };
    }
    case 'decide': {
      const said = { unitId, by: anna, note: 'because', message: one.message, verdictId };
      if (one.decision !== 'accept') return { type: `unit.${one.decision}`, ...said };
      const granted = { ...bonus, bonusId: `b-${verdictId.slice(2)}` as BonusId, currency: 'USD' };
      return { type: 'unit.accept', ...said, ...(one.withBonus ? { bonus: granted } : {}) };
    }
  }
}

/** What a run that was read from this log records; nothing if it refuses. */
function factsOf(command: RunCommand, log: readonly AnyNewFact[]): readonly AnyNewFact[] {
  try {
    return decide(command, runAfter(...log));
  } catch (error) {
    if (error instanceof Refusal) return [];
    throw error;
  }
}
