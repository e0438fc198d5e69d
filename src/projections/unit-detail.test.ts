import { describe, expect, it } from 'vitest';
import {
  accepted,
  ada,
  bob,
  comes,
  created,
  opened,
  opines,
  rejected,
  secondUnitId,
  submits,
  submitsLate,
  takes,
  timesOut,
  unitId,
} from './fixtures.ts';
import { minute, projected, recorded } from './specify.ts';
import { unitDetail } from './unit-detail.ts';

const attempts = [
  comes(ada),
  takes(ada),
  timesOut(ada),
  comes(bob),
  takes(bob),
  submits(bob),
  opines(bob),
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
    }));

  it('tells what happened, in order', () =>
    expect(unitDetail(db, unitId)?.history.map(({ at, what, agent, note }) => [at, what, agent, note])).toEqual([
      [minute(2), 'assigned', ada.agentId, undefined],
      [minute(5), 'assigned', bob.agentId, undefined],
      [minute(7), 'submitted', bob.agentId, undefined],
      [minute(9), 'late', ada.agentId, undefined],
      [minute(10), 'rejected', bob.agentId, 'wrong'],
      [minute(11), 'accepted', bob.agentId, undefined],
    ]));

  it('has what the page sent beside the answer', () =>
    expect(unitDetail(db, unitId)?.metadata).toMatchObject([
      { agent: bob.agentId, kind: 'metadata', content: { tip: 'brighter' } },
    ]));

  it('is missing for a unit that never was', () => expect(unitDetail(db, 'colours-x7k2p.9.0')).toBeUndefined());
});
