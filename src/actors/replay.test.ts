import { describe, expect, it } from 'vitest';
import type { AnyNewFact, Fact } from '../events/catalog.ts';
import {
  accepted,
  ada,
  begun,
  bob,
  expired,
  halfPast,
  noon,
  opened,
  returned,
  sea0,
  sky0,
  sky1,
  skyCreated,
  stopped,
  submitted,
  timedOut,
  took,
} from '../events/fixtures.ts';
import type { QualificationId } from '../events/ids.ts';
import { ProcedureAnswered, ProcedureCalled } from '../events/procedure.ts';
import { QualificationCreated, QualificationEdited, QualificationRetired } from '../events/qualification.ts';
import { WorkerBlocked, WorkerQualificationGranted } from '../events/worker.ts';
import { type Replay, replayAgent, replayQualification, replayRun, replayUnit, replayWorker } from './replay.ts';

const qualificationId = 'french-x7k2p' as QualificationId;

/** State and summary after each fact that concerns the actor. */
function frames(replay: Replay, ...facts: AnyNewFact[]) {
  const stamped = facts.map((fact) => ({ id: '', at: noon, by: 'spec', ...fact }) as Fact);
  return stamped.map(replay).flatMap((frame) => (frame ? [[frame.state, frame.summary]] : []));
}

describe('a replay', () => {
  it('of a run shows after each fact where its units are', () =>
    expect(frames(replayRun(), ...begun(), ...took(ada, sky0), submitted(ada, sky0), stopped)).toEqual([
      ['opening', 'open 0 · in progress 0 · completed 0'],
      ['opening', 'open 2 · in progress 0 · completed 0'],
      ['opening', 'open 4 · in progress 0 · completed 0'],
      ['opening', 'open 4 · in progress 0 · completed 0'],
      ['launched', 'open 4 · in progress 0 · completed 0'],
      ['launched', 'open 4 · in progress 0 · completed 0'],
      ['launched', 'open 3 · in progress 1 · completed 0'],
      ['launched', 'open 3 · in progress 0 · completed 1'],
      ['stopped', 'open 0 · in progress 0 · completed 1 · expired 3'],
    ]));

  it('of a unit shows what concerns it, from the creation of its assignment on', () => {
    const history = [...begun(), ...took(bob, sky1), ...took(ada, sky0), submitted(ada, sky0), accepted(ada, sky0)];
    const held = `agent agent-ada-1 · until ${halfPast}`;
    expect(frames(replayUnit(sky0.unitId), ...history, stopped)).toEqual([
      ['open', ''],
      ['assigned', held],
      ['completed', held],
      ['accepted', held],
    ]);
  });

  it('of a unit begins with the item of that unit', () =>
    expect(frames(replayUnit(sea0.unitId), opened(), skyCreated)).toEqual([]));

  it('of a unit ends with the stop of the run where it is open, and goes on where it is in work', () => {
    expect(frames(replayUnit(sky1.unitId), stopped, ...begun(), stopped).map(([state]) => state)).toEqual([
      'open',
      'expired',
    ]);
    const work = [...begun(), ...took(ada, sky0), stopped, returned(ada, sky0), expired(sky0)];
    expect(frames(replayUnit(sky0.unitId), ...work).map(([state]) => state)).toEqual([
      'open',
      'assigned',
      'open',
      'expired',
    ]);
  });

  it('of a unit and of its agent shows what the page called, and leaves the state as it is', () => {
    const call = { agentId: ada.agentId, callId: 'c1' };
    const called = [
      ProcedureCalled({ ...call, name: 'shorten', args: 5 }),
      ProcedureAnswered({ ...call, result: 'sky', milliseconds: 12 }),
    ];
    const ofBob = ProcedureCalled({ ...call, agentId: bob.agentId, name: 'shorten' });
    const history = [...begun(), ...took(bob, sky1), ...took(ada, sky0), ...called, ofBob, submitted(ada, sky0)];
    const shown = ['shorten · call c1', '12 ms · call c1'];
    expect(frames(replayUnit(sky0.unitId), ...history).slice(2)).toEqual([
      ['assigned', shown[0]],
      ['assigned', shown[1]],
      ['completed', expect.any(String)],
    ]);
    expect(frames(replayAgent(ada.agentId), ...history).slice(1, -1)).toEqual([
      ['working', shown[0]],
      ['working', shown[1]],
    ]);
  });

  it('of an agent shows its unit and its worker', () => {
    const history = [...begun(), ...took(bob, sky1), ...took(ada, sky0), timedOut(ada, sky0)];
    expect(frames(replayAgent(ada.agentId), ...history)).toEqual([
      ['working', 'unit colours-1.0.0 · worker worker-ada'],
      ['timedOut', 'unit colours-1.0.0 · worker worker-ada'],
    ]);
  });

  it('of a qualification shows its name and what it means', () => {
    const other = { name: 'German', description: '', qualificationId: 'german-1' as QualificationId };
    const life = [
      QualificationCreated({ qualificationId, name: 'French', description: '' }),
      QualificationCreated(other),
      QualificationEdited({ qualificationId, description: 'Reads French.' }),
      QualificationRetired({ qualificationId }),
    ];
    expect(frames(replayQualification(qualificationId), ...life)).toEqual([
      ['active', 'French'],
      ['active', 'French · Reads French.'],
      ['retired', 'French · Reads French.'],
    ]);
  });

  it('of a worker shows what they did, where, and what was decided about them', () => {
    const { workerId } = ada;
    const life = [
      ...took(ada, sky0),
      ...took(bob, sky1),
      submitted(ada, sky0),
      submitted(bob, sky1),
      WorkerQualificationGranted({ workerId, qualificationId, value: 3 }),
      WorkerBlocked({ workerId, reason: 'Copies.', unitId: sky0.unitId }),
    ];
    expect(frames(replayWorker(workerId), ...life)).toEqual([
      ['free', 'unit colours-1.0.0 · submitted 0'],
      ['free', 'unit colours-1.0.0 · submitted 0'],
      ['free', 'unit colours-1.0.0 · submitted 1'],
      ['free', 'submitted 1 · french-x7k2p 3'],
      ['blocked', 'unit colours-1.0.0 · submitted 1 · french-x7k2p 3'],
    ]);
  });
});
