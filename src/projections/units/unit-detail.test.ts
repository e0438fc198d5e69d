import { describe, expect, it, vi } from 'vitest';
import { AgentMetadataSubmitted } from '../../events/agent.ts';
import {
  accepted,
  ada,
  bob,
  comes,
  created,
  granted,
  opened,
  paid,
  rejected,
  secondOpinionAsked,
  secondUnitId,
  submits,
  submitsLate,
  takes,
  timesOut,
  undone,
  unitId,
} from '../fixtures.ts';
import { minute, projected, recorded } from '../specify.ts';
import { unitDetail } from './unit-detail.ts';

const attempts = [
  comes(ada),
  takes(ada),
  timesOut(ada),
  comes(bob),
  takes(bob),
  submits(bob),
  AgentMetadataSubmitted({ agentId: bob.agentId, metadata: { tip: 'brighter', userAgent: 'Firefox on Ada’s desk' } }),
  submitsLate(ada),
];
const { db } = projected(recorded([opened, created, ...attempts, rejected(bob, 'wrong'), accepted(bob)]));

describe('the detail of a unit', () => {
  it('holds its data: what its assignment shares, and its own on top', () => {
    expect(unitDetail(db, unitId)?.data).toEqual({ image: 'sky.png', hint: 'look up' });
    expect(unitDetail(db, secondUnitId)?.data).toEqual({ image: 'sky.png', hint: 'look down' });
  });

  it('holds the answer that counts, and the late one beside it', () => {
    const { answer, files, answers, task } = unitDetail(db, unitId) ?? {};
    expect({ answer, files, task }).toMatchObject({
      answer: { colour: 'blue' },
      files: [{ name: 'why.txt' }],
      task: 'colours',
    });
    expect(answers?.map(({ worker, late }) => [worker, late])).toEqual([
      [bob.workerId, false],
      [ada.workerId, true],
    ]);
  });

  it('holds no answer before there is one', () =>
    expect(unitDetail(db, secondUnitId)).toMatchObject({
      status: 'open',
      answer: null,
      files: [],
      answers: [],
      history: [],
      bonuses: [],
    }));

  it('tells what happened, in order', () =>
    expect(unitDetail(db, unitId)?.history.map(({ at, what, agent, note }) => [at, what, agent, note])).toEqual([
      [minute(2), 'assigned', ada.agentId, null],
      [minute(5), 'assigned', bob.agentId, null],
      [minute(7), 'submitted', bob.agentId, null],
      [minute(9), 'late', ada.agentId, null],
      [minute(10), 'rejected', bob.agentId, 'wrong'],
      [minute(11), 'accepted', bob.agentId, null],
    ]));

  it('tells of decisions that were taken back, of messages to the worker, and of bonuses', () => {
    const told = projected(
      recorded([
        ...[opened, created, comes(ada), takes(ada), submits(ada), secondOpinionAsked(ada, 'Azure?')],
        ...[rejected(ada, 'wrong', 'Look again.'), undone(ada), accepted(ada), granted(ada), paid(ada)],
      ]),
    ).db;
    const { history, bonuses, bonus_cents } = unitDetail(told, unitId) ?? {};
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

  it('has what the page sent beside the answer, but not on which machine', () =>
    expect(unitDetail(db, unitId)?.metadata).toEqual([
      { agent: bob.agentId, kind: 'metadata', content: { tip: 'brighter' }, files: null, at: minute(8) },
    ]));

  it('is missing for a unit that never was', () => expect(unitDetail(db, 'colours-x7k2p.9.0')).toBeUndefined());

  it('is looked up, and never searched for among all units', () => {
    const prepare = vi.spyOn(db.$client, 'prepare');
    unitDetail(db, unitId);
    const asked = prepare.mock.calls.map(([text]) => String(text));
    prepare.mockRestore();
    const steps = asked.flatMap((text) => {
      const nothing = Array.from({ length: text.split('?').length - 1 }, () => null);
      return db.$client.prepare(`explain query plan ${text}`).all(...nothing) as { detail: string }[];
    });
    expect(steps.length).toBeGreaterThan(4);
    expect(steps.filter(({ detail }) => detail.startsWith('SCAN'))).toEqual([]);
  });
});
