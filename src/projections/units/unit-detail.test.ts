import { describe, expect, it, vi } from 'vitest';
import {
  accepted,
  ada,
  assigned,
  blue,
  bob,
  bonusGranted,
  bonusPaid,
  connected,
  file,
  metadataSubmitted,
  opened,
  rejected,
  secondOpinionAsked,
  sky0,
  sky1,
  skyCreated,
  submitted,
  submittedLate,
  timedOut,
  undone,
  unitAt,
} from '../../events/fixtures.ts';
import { minute, projected, recorded } from '../specify.ts';
import { unitDetail } from './unit-detail.ts';

const { unitId } = sky0;
const { unitId: secondUnitId } = sky1;
const attempts = [
  connected(ada),
  assigned(ada),
  timedOut(ada),
  connected(bob),
  assigned(bob),
  submitted(bob, sky0, blue, [file]),
  metadataSubmitted(bob, { tip: 'brighter', userAgent: 'Firefox on Ada’s desk' }),
  submittedLate(ada),
];
const { db } = projected(
  recorded([opened(), skyCreated, ...attempts, rejected(bob, sky0, { note: 'wrong' }), accepted(bob)]),
);

describe('the detail of a unit', () => {
  it('has its data: its own fields over those that its assignment shares', () => {
    expect(unitDetail(db, unitId)?.data).toEqual({ image: 'sky.png', hint: 'look up' });
    expect(unitDetail(db, secondUnitId)?.data).toEqual({ image: 'sky.png', hint: 'look down' });
  });

  it('has the answer that counts, and the late one', () => {
    const { answer, files, answers, task } = unitDetail(db, unitId) ?? {};
    expect({ answer, files, task }).toMatchObject({
      answer: blue,
      files: [{ name: 'why.txt' }],
      task: 'colours',
    });
    expect(answers?.map(({ worker, late }) => [worker, late])).toEqual([
      [bob.workerId, false],
      [ada.workerId, true],
    ]);
  });

  it('has no answer before one is submitted', () =>
    expect(unitDetail(db, secondUnitId)).toMatchObject({
      status: 'open',
      answer: null,
      files: [],
      answers: [],
      history: [],
      bonuses: [],
    }));

  it('has the history, in order', () =>
    expect(unitDetail(db, unitId)?.history.map(({ at, what, agent, note }) => [at, what, agent, note])).toEqual([
      [minute(2), 'assigned', ada.agentId, null],
      [minute(5), 'assigned', bob.agentId, null],
      [minute(7), 'submitted', bob.agentId, null],
      [minute(9), 'late', ada.agentId, null],
      [minute(10), 'rejected', bob.agentId, 'wrong'],
      [minute(11), 'accepted', bob.agentId, null],
    ]));

  it('has undone decisions, messages to the worker, and bonuses', () => {
    const { db: reviewed } = projected(
      recorded([
        ...[
          opened(),
          skyCreated,
          connected(ada),
          assigned(ada),
          submitted(ada),
          secondOpinionAsked(ada, sky0, { note: 'Azure?' }),
        ],
        ...[
          rejected(ada, sky0, { note: 'wrong', message: 'Look again.' }),
          undone(ada),
          accepted(ada),
          bonusGranted(ada),
          bonusPaid(ada, sky0, { note: 'By hand.' }),
        ],
      ]),
    );
    const { history, bonuses, bonus_cents } = unitDetail(reviewed, unitId) ?? {};
    expect(history?.slice(2).map(({ what, by, note, message, cents }) => [what, by, note, message, cents])).toEqual([
      ['second_opinion_asked', 'spec', 'Azure?', null, null],
      ['rejected', 'spec', 'wrong', 'Look again.', null],
      ['review_undone', 'spec', null, null, null],
      ['accepted', 'spec', null, null, null],
      ['bonus_granted', 'spec', 'Thorough.', null, 50],
      ['bonus_paid', 'spec', 'By hand.', null, 50],
    ]);
    expect(bonuses).toMatchObject([{ id: 'bonus-1', worker: ada.workerId, cents: 50, currency: 'EUR', state: 'paid' }]);
    expect(bonus_cents).toBe(50);
  });

  it('has what the page sent with the answer, without traces of the worker’s machine', () =>
    expect(unitDetail(db, unitId)?.metadata).toEqual([
      { agent: bob.agentId, kind: 'metadata', content: { tip: 'brighter' }, files: null, at: minute(8) },
    ]));

  it('is missing for an unknown unit', () => expect(unitDetail(db, unitAt(9, 0).unitId)).toBeUndefined());

  it('is looked up without scanning a table', () => {
    const prepare = vi.spyOn(db.$client, 'prepare');
    unitDetail(db, unitId);
    const statements = prepare.mock.calls.map(([text]) => String(text));
    prepare.mockRestore();
    const steps = statements.flatMap((text) => {
      const nothing = Array.from({ length: text.split('?').length - 1 }, () => null);
      return db.$client.prepare(`explain query plan ${text}`).all(...nothing) as { detail: string }[];
    });
    expect(steps.length).toBeGreaterThan(4);
    expect(steps.filter(({ detail }) => detail.startsWith('SCAN'))).toEqual([]);
  });
});
