import { describe, expect, it } from 'vitest';
import { ada, begun, bob, runId, sky0, sky1, submitted, took } from '../../events/fixtures.ts';
import { ProcedureAnswered, ProcedureCalled, ProcedureFailed } from '../../events/procedure.ts';
import { minute, projected, recorded } from '../specify.ts';
import { isNamedFile, runNaming } from './named-files.ts';
import { callOfAgent, callsEndedSince, callsOfAgent } from './procedure-calls.ts';
import { unitDetail } from './unit-detail.ts';

const before = [...begun(), ...took(ada), ...took(bob, sky1)];
const file = { hash: 'f'.repeat(64), size: 20_000, type: 'application/json', name: 'result.json', field: 'result' };
const of = (callId: string, { agentId } = ada) => ({ agentId, callId });
const { db } = projected(
  recorded([
    ...before,
    ProcedureCalled({ ...of('1'), name: 'shorten', args: { words: 5 } }),
    ProcedureCalled({ ...of('1', bob), name: 'draw' }),
    ProcedureAnswered({ ...of('1'), result: null, milliseconds: 7 }),
    ProcedureCalled({ ...of('2'), name: 'shorten', args: [] }),
    ProcedureFailed({ ...of('2'), reason: 'too blue (task.ts:9)', message: 'Not now.', milliseconds: 8 }),
    ProcedureCalled({ ...of('3'), name: 'classify' }),
    ProcedureAnswered({ ...of('3'), resultFile: file, milliseconds: 9 }),
    submitted(ada),
  ]),
);
const at = (nth: number) => minute(before.length + nth);

describe('the calls of procedures', () => {
  it('are those of the agent of a unit, in order, with their outcomes', () => {
    expect(unitDetail(db, sky0.unitId)?.calls).toMatchObject([
      { call: '1', name: 'shorten', args: { words: 5 }, at: at(0), ended_at: at(2), result: null, milliseconds: 7 },
      { call: '2', reason: 'too blue (task.ts:9)', message: 'Not now.', result: null, milliseconds: 8 },
      { call: '3', args: null, result: null, result_file: file },
    ]);
    expect(unitDetail(db, sky1.unitId)?.calls).toMatchObject([{ call: '1', name: 'draw', ended_at: null }]);
  });

  it('are found by their agent and id', () => {
    expect(callsEndedSince(db, ada.agentId, at(4)).map(({ call }) => call)).toEqual(['2', '3']);
    expect(callsOfAgent(db, bob.agentId).map(({ name }) => name)).toEqual(['draw']);
    expect(callOfAgent(db, ada.agentId, '2')).toMatchObject({ message: 'Not now.' });
    expect(callOfAgent(db, bob.agentId, '2')).toBeUndefined();
  });

  it('name files, which are kept', () => {
    expect(isNamedFile(db, file.hash)).toBe(true);
    expect(runNaming(db, file.hash)).toBe(runId);
  });
});
