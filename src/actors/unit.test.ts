import { describe, expect, it } from 'vitest';
import type { AnyNewFact } from '../events/catalog.ts';
import {
  accepted,
  ada,
  assigned,
  begun,
  bob,
  bonusGranted,
  bonusPaid,
  bonusWithdrawn,
  expired,
  halfPast,
  holder,
  issuedBy,
  noon,
  rejected,
  returned,
  secondOpinionAsked,
  sky0,
  skyCreated,
  softRejected,
  stopped,
  submitted,
  timedOut,
  took,
  undone,
} from '../events/fixtures.ts';
import type { VerdictId } from '../events/ids.ts';
import { given } from './specify.ts';
import { decide, statusOf, submittedWork, todo, type UnitCommand, unit } from './unit.ts';

const unitAfter = (...facts: AnyNewFact[]) => ({ ...sky0, unit: unit.fold([skyCreated, ...facts]) });
const held = [assigned(ada)];
const done = [...held, submitted(ada)];

describe('a unit', () => {
  const refusalOf = (command: UnitCommand, ...facts: AnyNewFact[]) => {
    try {
      return decide(command, unitAfter(...facts));
    } catch (error) {
      return (error as Error).message;
    }
  };
  const assign = { type: 'unit.assign', ...holder(bob), now: noon, seconds: 1800 } as const;
  const notOpen = (status: string) => `Unit ${sky0.unitId} is ${status}, so it cannot be given out or withdrawn.`;

  it('is given out while it is open, and else names its status', () => {
    expect(refusalOf(assign)).toStrictEqual([assigned(bob)]);
    expect(refusalOf(assign, ...held)).toBe(notOpen('assigned'));
    expect(refusalOf(assign, expired())).toBe(notOpen('expired'));
    expect(refusalOf({ type: 'unit.expire' }, ...done)).toBe(notOpen('completed'));
  });

  it('takes the answer of the agent that holds it, or held it last while it is open', () => {
    const submit = { type: 'unit.submit', ...holder(ada), answer: { colour: 'blue' } } as const;
    expect(refusalOf(submit, ...held)).toStrictEqual([submitted(ada)]);
    expect(refusalOf(submit, ...held, timedOut(ada))).toStrictEqual([submitted(ada)]);
    expect(refusalOf({ ...submit, ...holder(bob) }, ...held)).toBe(notOpen('assigned'));
    expect(refusalOf(submit)).toBe(notOpen('open'));
    expect(refusalOf(submit, ...done)).toBe(notOpen('completed'));
  });

  it('is given back by the agent that holds it', () => {
    const giveBack = { type: 'unit.return', ...holder(ada) } as const;
    expect(refusalOf(giveBack, ...held)).toStrictEqual([returned(ada)]);
    expect(refusalOf({ ...giveBack, ...holder(bob) }, ...held)).toContain(`what agent ${bob.agentId} had`);
    expect(refusalOf(giveBack, ...held, returned(ada))).toContain('nothing to give back');
  });

  it('has a status after each of its facts', () => {
    const statusAfter = (...facts: AnyNewFact[]) => statusOf(unitAfter(...facts).unit);
    expect([statusAfter(), statusAfter(stopped), statusAfter(expired())]).toEqual(['open', 'expired', 'expired']);
    expect([statusAfter(...held), statusAfter(...held, returned(ada))]).toEqual(['assigned', 'open']);
    expect([statusAfter(...done), statusAfter(...held, timedOut(ada), submitted(ada))]).toEqual([
      'completed',
      'completed',
    ]);
    for (const [decided, status] of [
      [accepted(ada), 'accepted'],
      [softRejected(ada), 'soft_rejected'],
      [rejected(ada), 'rejected'],
    ] as const) {
      const bonuses = [bonusGranted(ada), bonusPaid(ada), bonusWithdrawn(ada)];
      expect(statusAfter(...done, decided, ...bonuses)).toBe(status);
      expect(statusAfter(...done, decided, undone(ada))).toBe('completed');
    }
  });

  it('waits for its deadline only while it is in work', () => {
    expect(todo(unitAfter())).toEqual([]);
    expect(todo(unitAfter(...done))).toEqual([]);
    const key = `${sky0.unitId}/time-out/${ada.agentId}`;
    expect(todo(unitAfter(...held))).toEqual([{ do: 'time-out', key, due: halfPast }]);
  });

  it('remembers who holds or held it, and until when', () => {
    const context = (...facts: AnyNewFact[]) => unitAfter(...facts).unit.context;
    expect(context()).toEqual({});
    expect(context(...held)).toEqual({ ...holder(ada), deadline: halfPast });
    expect(context(...done)).toEqual({ ...holder(ada), deadline: halfPast });
    expect(context(...held, timedOut(ada), submitted(ada))).toEqual({ ...holder(ada), deadline: undefined });
  });

  it('remembers who reviewed it, or asked for a second opinion, until that is undone', () => {
    const context = (...facts: AnyNewFact[]) => unitAfter(...done, ...facts).unit.context;
    const verdictId = 'v-1' as VerdictId;
    const asked = [issuedBy('reviewer:anna', secondOpinionAsked(ada)), secondOpinionAsked(ada)];
    expect(context(...asked).secondOpinion).toEqual([
      { by: 'reviewer:anna', note: undefined },
      { by: '', note: undefined },
    ]);
    const decided = issuedBy('reviewer:ben', accepted(ada, sky0, { verdictId }));
    const nobody = { reviewer: undefined, secondOpinion: undefined, verdictId: undefined };
    expect(context(...asked, decided)).toMatchObject({ ...nobody, reviewer: 'reviewer:ben', verdictId });
    expect(context(...asked, decided, undone(ada))).toMatchObject({ ...nobody, undone: verdictId });
    expect(context(decided, undone(ada), accepted(ada), undone(ada))).toMatchObject({ undone: verdictId });
  });

  it('is submitted work from its submission on, whatever was decided', () => {
    const work = { ...sky0, ...holder(ada) };
    for (const facts of [[], [accepted(ada)], [softRejected(ada)], [rejected(ada)], [accepted(ada), undone(ada)]])
      expect(submittedWork(unitAfter(...done, ...facts))).toEqual(work);
    for (const facts of [[], held, [...held, returned(ada)], [...held, returned(ada), expired()]]) {
      const named = unitAfter(...facts);
      expect(() => submittedWork(named)).toThrow(
        `Unit ${sky0.unitId} is ${statusOf(named.unit)}; only submitted work can be reviewed.`,
      );
    }
  });

  it('cannot be timed out once it came back, was submitted, or its run withdrew it', () => {
    for (const end of [[returned(ada)], [submitted(ada)], [returned(ada), stopped]])
      given(...begun(), ...took(ada), ...end)
        .when({ type: 'unit.time-out', unitId: sky0.unitId, now: halfPast })
        .thenRefused('unit/not-due');
  });
});
