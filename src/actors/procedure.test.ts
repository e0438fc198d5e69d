import { describe, expect, it } from 'vitest';
import { ada, begun, bob, sky1, submitted, took } from '../events/fixtures.ts';
import type { AgentId } from '../events/ids.ts';
import { OnboardingStarted } from '../events/onboarding.ts';
import { ProcedureAnswered, ProcedureCalled, ProcedureFailed } from '../events/procedure.ts';
import { callOf, keyOf } from './procedure.ts';
import { given, runAfter } from './specify.ts';

const { agentId } = ada;
const call = { agentId, callId: 'call-1' };
const called = ProcedureCalled({ ...call, name: 'shorten', args: { words: 5 } });
const answered = ProcedureAnswered({ ...call, result: 'The sky', milliseconds: 7 });
const failed = ProcedureFailed({ ...call, reason: 'too blue (task.ts:9)', message: 'Not now.', milliseconds: 7 });

const toCall = { type: 'procedure.call', ...call, name: 'shorten', args: { words: 5 }, maxCalls: 2 } as const;
const toAnswer = { type: 'procedure.answer', ...call, result: 'The sky', milliseconds: 7 } as const;
const toFail = {
  type: 'procedure.fail',
  ...call,
  reason: 'too blue (task.ts:9)',
  message: 'Not now.',
  milliseconds: 7,
} as const;

const atWork = [...begun(), ...took(ada)];

describe('a call of a procedure', () => {
  it('is recorded once, however often the page sends it', () => {
    given(...atWork)
      .when(toCall)
      .then(called);
    given(...atWork, called)
      .when(toCall)
      .then();
    given(...atWork, called, answered)
      .when(toCall)
      .then();
  });

  it('belongs to its agent: two pages may give the same id', () =>
    given(...atWork, ...took(bob, sky1), called)
      .when({ ...toCall, agentId: bob.agentId })
      .then(ProcedureCalled({ ...call, agentId: bob.agentId, name: 'shorten', args: { words: 5 } })));

  it('is for those who are at work, also at an onboarding', () => {
    given(...begun())
      .when(toCall)
      .thenRefused('agent/unknown');
    given(...atWork, submitted(ada))
      .when(toCall)
      .thenRefused('procedure/not-at-work');
    const inOnboarding = { ...call, agentId: 'onboarding-1' as AgentId };
    given(...begun(), OnboardingStarted({ ...ada, agentId: inOnboarding.agentId }))
      .when({ ...toCall, ...inOnboarding })
      .then(ProcedureCalled({ ...inOnboarding, name: 'shorten', args: { words: 5 } }));
  });

  it('is refused when its agent has made too many', () =>
    given(...atWork, called, ProcedureCalled({ ...call, callId: 'call-2', name: 'shorten' }))
      .when({ ...toCall, callId: 'call-3' })
      .thenRefused('procedure/too-many', '2 times'));

  it('waits for the code of the task until it has an outcome', () => {
    given(...atWork, called).thenWaits('time-out', 'answer-procedure');
    given(...atWork, called, answered).thenWaits('time-out');
    given(...atWork, called, failed).thenWaits('time-out');
  });

  it('gets one outcome', () => {
    given(...atWork, called)
      .when(toAnswer)
      .then(answered);
    given(...atWork, called)
      .when(toFail)
      .then(failed);
    given(...atWork, called, failed)
      .when(toAnswer)
      .then();
    given(...atWork, called, answered)
      .when(toFail)
      .then();
    given(...atWork)
      .when(toAnswer)
      .thenRefused('procedure/unknown-call');
  });

  it('gets it also when the work was submitted meanwhile', () =>
    given(...atWork, called, submitted(ada))
      .when(toAnswer)
      .then(answered));

  it('keeps what it was called with only as long as it waits', () => {
    const contextAfter = (...facts: Parameters<typeof runAfter>) =>
      runAfter(...atWork, ...facts).procedures.states.get(keyOf(call))?.context;
    expect(contextAfter(called)).toMatchObject({ name: 'shorten', args: { words: 5 } });
    expect(contextAfter(called, answered)).toEqual({ name: '' });
  });
});

it('the key of a call says which it is', () => {
  const odd = { agentId: 'agent-1' as AgentId, callId: 'a b/c' };
  expect(callOf(keyOf(odd))).toEqual(odd);
});
