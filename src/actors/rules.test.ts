import { describe, expect, it } from 'vitest';
import type { AnyNewFact } from '../events/catalog.ts';
import {
  accepted,
  ada,
  begun,
  blue,
  bob,
  connected,
  created,
  dataEnded,
  holder,
  launched,
  noon,
  opened,
  person,
  rejected,
  returned,
  runId,
  settingsChanged,
  submitted,
  timedOut,
  took,
  undone,
  unitAt,
} from '../events/fixtures.ts';
import { assignmentIdOf, type QualificationId, type VerdictId } from '../events/ids.ts';
import { type Rule, RuleApplied, RuleFollowed, RuleUndone } from '../events/rule.ts';
import { UnitAssigned, UnitJudged } from '../events/unit.ts';
import { restrictedBy } from './may-work.ts';
import type { RunCommand } from './run-decide.ts';
import { connect, given, runAfter, submit } from './specify.ts';

const flag: Rule['action'] = { type: 'flag' };
const rule = (measure: Rule['measure'], threshold: number, more: Partial<Rule> = {}): Rule => ({
  ...{ measure, comparator: '>=', threshold, action: flag },
  ...more,
});
const appliedTo = (
  who: typeof ada,
  at: ReturnType<typeof unitAt>,
  of: Rule,
  measured: number,
  submittedUnits: number,
  nth = 0,
) =>
  RuleApplied({
    ...{ runId, applicationId: idOf(nth), workerId: who.workerId, unitId: at.unitId },
    ...{ rule: of, measured, submitted: submittedUnits },
  });
const idOf = (nth: number) => `${runId}.rule.${nth}` as VerdictId;
const item = (index: number) => unitAt(index, 0);

/** A launched run of six items, with these rules. */
const study = (...rules: Rule[]): AnyNewFact[] => [
  opened({ rules }),
  ...[0, 1, 2, 3, 4, 5].map((index) => created(assignmentIdOf(runId, index), 2)),
  dataEnded,
  launched,
];
const page = (nth: number) => person('ada', nth + 1);
/** Ada has the unit of the nth item, by a page of her own. */
const has = (nth: number) => took(page(nth), item(nth));
const did = (nth: number, answer: unknown = { nth }) => [...has(nth), submitted(page(nth), item(nth), answer)];
const gaveBack = (nth: number) => [...has(nth), returned(page(nth), item(nth))];
const giveBack = (nth: number) => ({ type: 'agent.return', agentId: page(nth).agentId, now: noon }) as const;
const at = (seconds: number, facts: AnyNewFact[]) =>
  facts.map((fact) => ({ ...fact, at: new Date(Date.parse(noon) + seconds * 1000).toISOString() }));
const gold = (nth: number, correct: boolean) => {
  const { agentId, workerId } = page(nth);
  return UnitJudged({ ...item(nth), agentId, workerId, purpose: 'gold', correct });
};

describe('a rule', () => {
  const three = rule('returned', 3);
  const thrice = [...study(three), ...gaveBack(0), ...gaveBack(1), ...has(2)];

  it('applies in the commit that brings its measure there, with what was measured', () =>
    given(...thrice)
      .when(giveBack(2))
      .then(returned(page(2), item(2)), appliedTo(ada, item(2), three, 3, 0)));

  it('counts each worker for themselves', () =>
    given(...study(three), ...gaveBack(0), ...took(bob, item(1)), returned(bob, item(1)), ...has(2))
      .when(giveBack(2))
      .then(returned(page(2), item(2))));

  it('does not apply again while it holds', () =>
    given(
      ...thrice,
      returned(page(2), item(2)),
      appliedTo(ada, item(2), three, 3, 0),
      ...gaveBack(3),
      ...gaveBack(4),
      ...has(5),
    )
      .when(giveBack(5))
      .then(returned(page(5), item(5))));

  it('counts from zero once it was taken back', () => {
    const again = rule('returned', 2);
    const taken = RuleUndone({ runId, applicationId: idOf(0), workerId: ada.workerId });
    const before = [
      ...study(again),
      ...gaveBack(0),
      ...gaveBack(1),
      appliedTo(ada, item(1), again, 2, 0),
      taken,
      ...gaveBack(2),
      ...has(3),
    ];
    given(...before.slice(0, -5), ...has(2))
      .when(giveBack(2))
      .then(returned(page(2), item(2)));
    given(...before)
      .when(giveBack(3))
      .then(returned(page(3), item(3)), appliedTo(ada, item(3), again, 2, 0, 1));
  });

  it('counts nothing while it pauses a worker, so that the pause ends', () => {
    const pause = rule('returned', 2, { action: { type: 'pause', minutes: 30 } });
    const during = [...at(60, [...gaveBack(2), ...gaveBack(3)]), ...at(3600, has(4))];
    const facts = [...at(0, [...gaveBack(0), ...gaveBack(1), appliedTo(ada, item(1), pause, 2, 0)]), ...during];
    expect(runAfter(...study(pause), ...facts).rules.due.size).toBe(0);
    const later = at(3601, [returned(page(4), item(4)), ...gaveBack(5)]);
    expect(runAfter(...study(pause), ...facts, ...later).rules.due.size).toBe(1);
  });

  it('forgets what it has counted when it is taken out of the run', () => {
    const twice = rule('returned', 2);
    const without = settingsChanged({}, { rules: [] });
    const facts = [...study(twice), ...gaveBack(0), without, settingsChanged({}, { rules: [twice] })];
    given(...facts, ...has(1))
      .when(giveBack(1))
      .then(returned(page(1), item(1)));
  });

  it('counts once, also where a history has it twice', () =>
    given(...study(three, three), ...gaveBack(0), ...has(1))
      .when(giveBack(1))
      .then(returned(page(1), item(1))));

  it('waits for as many submitted units as it says', () => {
    const late = rule('returned', 1, { afterUnits: 2 });
    given(...study(late), ...gaveBack(0), ...did(1), ...has(2))
      .when(submit(page(2), { nth: 2 }))
      .then(submitted(page(2), item(2), { nth: 2 }), appliedTo(ada, item(2), late, 1, 2));
    given(...study(late), ...did(1), ...has(2))
      .when(giveBack(2))
      .then(returned(page(2), item(2)));
  });
});

describe('what a rule measures', () => {
  /** What is measured at the last fact, or undefined if the rule does not apply there. */
  const measuredBy = (of: Rule, ...facts: AnyNewFact[]) =>
    [...runAfter(...study(of), ...facts).rules.due.values()].map(({ measured }) => measured)[0];

  it.each<[Rule, AnyNewFact[], number | undefined]>([
    [rule('submitted', 2), [...did(0)], undefined],
    [rule('submitted', 2), [...did(0), ...did(1)], 2],
    [rule('returned_in_a_row', 2), [...gaveBack(0), ...did(1), ...gaveBack(2)], undefined],
    [rule('returned_in_a_row', 2), [...did(0), ...gaveBack(1), ...gaveBack(2)], 2],
    [rule('timed_out', 1), [...has(0), timedOut(page(0), item(0))], 1],
    [rule('same_answers_in_a_row', 3), [...did(0, blue), ...did(1, blue), ...did(2, 'grey')], undefined],
    [rule('same_answers_in_a_row', 3), [...did(0, 'grey'), ...did(1, blue), ...did(2, blue), ...did(3, blue)], 3],
    [rule('wrong_golds', 1), [...did(0), gold(0, true)], undefined],
    [rule('wrong_golds', 1), [...did(0), gold(0, false)], 1],
    [rule('gold_accuracy', 0.7, { comparator: '<' }), [...did(0)], undefined],
    [rule('gold_accuracy', 0.7, { comparator: '<' }), [...did(0), gold(0, true), ...did(1), gold(1, false)], 0.5],
    [rule('rejected', 1), [...did(0), rejected(page(0), item(0))], 1],
    [rule('rejected', 1), [...did(0), rejected(page(0), item(0)), undone(page(0), item(0))], undefined],
    [rule('rejected', 1), [...did(0), rejected(page(0), item(0)), accepted(page(0), item(0))], undefined],
    [
      // A decision from before the rule counted, taken back, is none that it counted.
      rule('rejected', 1),
      [
        ...did(0),
        rejected(page(0), item(0)),
        appliedTo(ada, item(0), rule('rejected', 1), 1, 1),
        RuleUndone({ runId, applicationId: idOf(0), workerId: ada.workerId }),
        ...did(1),
        rejected(page(1), item(1)),
        undone(page(0), item(0)),
      ],
      1,
    ],
    [
      rule('accepted_share', 0.5, { comparator: '<=' }),
      [...did(0), accepted(page(0), item(0)), ...did(1), rejected(page(1), item(1))],
      0.5,
    ],
  ])('%o', (of, facts, measured) => expect(measuredBy(of, ...facts)).toBe(measured));

  const fast = (measure: 'fast_answers' | 'fast_answers_in_a_row', threshold: number) =>
    rule(measure, threshold, { fasterThanSeconds: 2 });
  const took1 = (nth: number, seconds: number) => [
    ...at(nth * 60, has(nth)),
    ...at(nth * 60 + seconds, [submitted(page(nth), item(nth), { nth })]),
  ];

  it('knows no time of an answer that was recovered', () => {
    const given = UnitAssigned({ ...item(0), ...holder(page(0)), deadline: noon });
    const lost = at(0, [connected(page(0), item(0)), given, submitted(page(0), item(0))]);
    expect(measuredBy(fast('fast_answers', 1), ...lost)).toBeUndefined();
  });

  it('takes an answer for fast by the time from getting the unit to submitting it', () => {
    expect(measuredBy(fast('fast_answers', 2), ...took1(0, 1), ...took1(1, 2), ...took1(2, 1.9))).toBe(2);
    expect(
      measuredBy(fast('fast_answers_in_a_row', 2), ...took1(0, 1), ...took1(1, 2), ...took1(2, 1.9)),
    ).toBeUndefined();
    expect(measuredBy(fast('fast_answers_in_a_row', 2), ...took1(0, 2), ...took1(1, 1), ...took1(2, 1))).toBe(2);
  });
});

describe('what a rule does', () => {
  const after = (action: Rule['action'], ...more: AnyNewFact[]) => {
    const once = rule('returned', 1, { action });
    return [...study(once), ...gaveBack(0), ...at(0, [appliedTo(ada, item(0), once, 1, 0)]), ...more];
  };
  const arrivesAt = (seconds: number) => ({
    ...connect(page(5)),
    now: new Date(Date.parse(noon) + seconds * 1000).toISOString(),
  });
  const taken = RuleUndone({ runId, applicationId: idOf(0), workerId: ada.workerId });

  it('gives an excluded worker nothing more, until somebody takes it back', () => {
    given(...after({ type: 'exclude' }))
      .when(connect(page(5)))
      .thenRefused('work/excluded', 'you gave back too many');
    given(...after({ type: 'exclude' }, taken))
      .when(connect(bob))
      .then(...took(bob, item(0)));
  });

  it('gives a paused worker nothing until the pause is over', () => {
    const paused = after({ type: 'pause', minutes: 60 });
    given(...paused)
      .when(arrivesAt(3540))
      .thenRefused('work/worker-paused', '1 minute,');
    given(...paused)
      .when(arrivesAt(0))
      .thenRefused('work/worker-paused', '60 minutes,');
    expect(() =>
      given(...paused)
        .when(arrivesAt(3600))
        .thenRefused('work/worker-paused'),
    ).toThrow();
  });

  it('says after how many seconds a paused worker may come again', () => {
    const run = runAfter(...after({ type: 'pause', minutes: 60 }));
    expect(restrictedBy(run, arrivesAt(3540))).toMatchObject({ status: 429, retryAfterSeconds: 60 });
  });

  it('lets a worker finish what they hold', () => {
    const once = rule('returned', 1, { action: { type: 'exclude' } });
    given(...study(once), ...has(1), ...gaveBack(0), appliedTo(ada, item(0), once, 1, 0))
      .when(submit(page(1), { nth: 1 }))
      .then(submitted(page(1), item(1), { nth: 1 }));
  });

  it('takes what rules of other runs of the task hold against a worker as its own', () =>
    given(...begun())
      .when({ ...connect(ada), restrictedElsewhere: { measure: 'wrong_golds' } })
      .thenRefused('work/excluded', 'check questions'));

  it('waits for the workspace where it holds in all runs, once for the action and once for its undoing', () => {
    const grant: Rule['action'] = { type: 'grant', qualificationId: 'good' as QualificationId, name: 'good', value: 1 };
    const followed = (step: 'applied' | 'undone') =>
      RuleFollowed({ runId, applicationId: idOf(0), workerId: ada.workerId, step, refused: [] });
    given(...after({ type: 'exclude' })).thenWaits();
    given(...after(grant)).thenWaits('follow-rule');
    given(...after(grant, followed('applied'))).thenWaits();
    given(...after(grant, taken)).thenWaits('undo-rule');
    given(...after(grant, taken, followed('undone'))).thenWaits();
    const note = (step: 'applied' | 'undone'): RunCommand => ({
      type: 'rule.note-followed',
      applicationId: idOf(0),
      step,
      refused: [],
    });
    given(...after(grant))
      .when(note('applied'))
      .then(followed('applied'));
    given(...after(grant, taken))
      .when(note('applied'))
      .then();
    given(...after(grant, taken))
      .when(note('undone'))
      .then(followed('undone'));
  });

  it('is over once somebody has changed by hand what it had done in all runs', () => {
    const block = after({ type: 'block' });
    const of = { runId, applicationId: idOf(0), workerId: ada.workerId };
    const followed = RuleFollowed({ ...of, step: 'applied', refused: [] });
    const over = RuleUndone({ ...taken.data, note: 'Somebody has changed it by hand since.' });
    const arrives = { ...connect(page(5)), isBlocked: false };
    given(...block, followed)
      .when(arrives)
      .then(over, ...took(page(5), item(1)));
    given(...block)
      .when(arrives)
      .then(...took(page(5), item(1)));
  });

  it('is over once another rule has changed what it had granted, which is named', () => {
    const careful = { qualificationId: 'careful' as QualificationId, name: 'careful' };
    const [grants, revokes] = [
      rule('submitted', 1, { action: { type: 'grant', ...careful, value: 1 } }),
      rule('submitted', 2, { action: { type: 'revoke', ...careful } }),
    ];
    const of = { runId, workerId: ada.workerId };
    const followed = (nth: number) => RuleFollowed({ ...of, applicationId: idOf(nth), step: 'applied', refused: [] });
    given(
      ...study(grants, revokes),
      ...did(0),
      appliedTo(ada, item(0), grants, 1, 1),
      followed(0),
      ...did(1),
      appliedTo(ada, item(1), revokes, 2, 2, 1),
      followed(1),
    )
      .when({ ...connect(page(5)), holds: {} })
      .then(
        RuleUndone({
          ...of,
          applicationId: idOf(0),
          note: 'Another rule has changed it since: if submitted >= 2: revoke "careful".',
        }),
        ...took(page(5), item(2)),
      );
  });

  it('has applied to the units that are overdue before another is given out', () => {
    const once = rule('timed_out', 1, { action: { type: 'exclude' } });
    const late = { ...connect(page(5)), now: '2026-01-01T13:00:00.000Z' };
    given(...study(once), ...has(0))
      .when(late)
      .then(timedOut(page(0), item(0)), appliedTo(ada, item(0), once, 1, 0));
  });

  it('is taken back once', () => {
    const undo = { type: 'rule.undo', applicationId: idOf(0), note: 'She was ill.' } as const;
    given(...after(flag))
      .when(undo)
      .then(RuleUndone({ ...taken.data, note: 'She was ill.' }));
    given(...after(flag, taken))
      .when(undo)
      .then();
    given(...after(flag))
      .when({ ...undo, applicationId: idOf(7) })
      .thenRefused('rule/unknown-application', runId);
  });
});
