import { describe, expect, it } from 'vitest';
import type { CallOf } from '../../actors/procedure.ts';
import { memoryLog } from '../../adapters/nats/log/memory.ts';
import type { AnyNewFact, Fact } from '../../events/catalog.ts';
import { ada, begun, noon, opened, runId, submitted, took } from '../../events/fixtures.ts';
import type { AgentId } from '../../events/ids.ts';
import type { Log } from '../../events/log.ts';
import { OnboardingPageSubmitted, OnboardingStarted } from '../../events/onboarding.ts';
import { ProcedureAnswered, ProcedureCalled, type ProcedureFact } from '../../events/procedure.ts';
import type { ProcedureReply } from '../calls.ts';
import { commitsOf, cut } from '../for-tests.ts';
import { type Files, hashOf } from '../ports/files.ts';
import type { ProcedureCall, TaskFunctions } from '../ports/task-functions.ts';
import type { Tasks } from '../ports/tasks.ts';
import { refuse } from '../refusals/refusals.ts';
import { openRuntime } from '../runtime.ts';
import { openProcedures } from './procedures.ts';

const config = { max_procedure_calls: 3, procedure_time_limit_in_seconds: 60 };
const { agentId } = ada;
const caller = { worker: { id: 'w', provider: 'inhouse', name: 'Ada', qualifications: {} }, unit: 'u', item: { a: 1 } };

function memoryFiles() {
  const kept = new Map<string, Uint8Array>();
  const files: Files = {
    async put(bytes) {
      kept.set(hashOf(bytes), bytes);
      return hashOf(bytes);
    },
    get: async (hash) => kept.get(hash),
    hold: () => ({ add: () => undefined, hashes: new Set(), end: () => undefined }),
  };
  return { files, kept };
}

type Code = (call: ProcedureCall) => unknown;

/** A log in which Ada is at work, with these facts after that. */
async function logWith(...more: AnyNewFact[]): Promise<Log> {
  const log = memoryLog();
  const [run, ...items] = [opened(), ...begun().slice(1)];
  let last = 0;
  for (const [nth, fact] of [{ ...run, data: { ...run.data, config } }, ...items, ...took(ada), ...more].entries()) {
    const line = JSON.stringify({ id: `fact-${nth}`, at: noon, by: 'spec', ...fact });
    last = await log.append({ id: `commit-${nth}`, run: runId, json: [line] }, last);
  }
  return log;
}

/** A process on a log, with this code for its procedures. */
async function open(log: Log, procedures: Record<string, Code> = {}) {
  const runtime = await openRuntime({
    ...{ log, tasks: {} as Tasks, now: () => Date.parse(noon), notify: () => undefined, refusalNow: () => undefined },
  });
  const calls: ProcedureCall[] = [];
  const notes: [terminal: string, file: string][] = [];
  const functions = {
    declares: { procedures: Object.keys(procedures) },
    async call(_: 'procedure', call: ProcedureCall) {
      calls.push(call);
      return procedures[call.name]?.(call);
    },
  } as unknown as TaskFunctions;
  const { files, kept } = memoryFiles();
  const opened = openProcedures({
    runtime: { ...runtime, functionsOf: async () => functions },
    files,
    callerOf: async () => caller,
    replyOf: async (_, call) => recorded(log, call),
    notify: (sentence, forFile) => notes.push([sentence, forFile]),
    nowMs: () => 0,
  });
  return { ...opened, calls, notes, kept, end: () => runtime.close() };
}

const outcomes = async (log: Log): Promise<Fact[]> =>
  (await commitsOf(log)).flatMap(({ facts }) => facts as Fact[]).filter(({ type }) => type.startsWith('procedure.'));

async function recorded(log: Log, { callId }: CallOf): Promise<ProcedureReply | undefined> {
  for (const { type, data } of (await outcomes(log)) as unknown as ProcedureFact[]) {
    if (data.callId !== callId) continue;
    if (type === 'procedure.answered') return { result: data.result };
    if (type === 'procedure.failed') return { failed: data.message, code: 'procedure/failed' };
  }
  return undefined;
}

const call = (callId: string, name = 'double', args: unknown = 4) => ({ run: runId, agentId, callId, name, args });
const double: Code = ({ args }) => ({ result: Number(args) * 2 });

describe('a procedure that a page calls', () => {
  it('gets its arguments and its caller, and its result is recorded before the page has it', async () => {
    const log = await logWith();
    const { call: ask, calls } = await open(log, { double });
    expect(await ask(call('1'))).toEqual({ result: 8 });
    expect(calls).toEqual([{ name: 'double', args: 4, agent: agentId, call: '1', ...caller, seconds: 60 }]);
    expect((await outcomes(log)).map(({ type, data }) => [type, 'result' in data ? data.result : data])).toEqual([
      ['procedure.called', { agentId, callId: '1', name: 'double', args: 4 }],
      ['procedure.answered', 8],
    ]);
  });

  it('is called only once the call is recorded', async () => {
    const log = await logWith();
    let store = () => {};
    let stored = Promise.resolve();
    const slow: Log = {
      ...log,
      append: async (...commit: Parameters<Log['append']>) => {
        await stored;
        return log.append(...commit);
      },
    };
    const { call: ask, calls } = await open(slow, { double });
    stored = new Promise((resolve) => {
      store = resolve;
    });
    const reply = ask(call('1'));
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(calls).toEqual([]);
    store();
    expect(await reply).toEqual({ result: 8 });
  });

  it('may be called from a page of an onboarding, until that is submitted', async () => {
    const atOnboarding = 'onboarding-ada' as AgentId;
    const { workerId, worker, provider } = ada;
    const started = OnboardingStarted({
      ...{ agentId: atOnboarding, workerId, worker, provider, registration: 'r' },
    });
    const { call: ask, calls } = await open(await logWith(started), { double });
    expect(await ask({ ...call('1'), agentId: atOnboarding })).toEqual({ result: 8 });
    expect(calls).toMatchObject([{ agent: atOnboarding }]);
    const submittedPage = OnboardingPageSubmitted({ agentId: atOnboarding, workerId, page: 0, answer: {} });
    const over = await open(await logWith(started, submittedPage), { double });
    await expect(over.call({ ...call('1'), agentId: atOnboarding })).rejects.toMatchObject({
      code: 'procedure/not-at-work',
    });
  });

  it('is called once, however often and at the same time the page sends the call', async () => {
    const log = await logWith();
    const { call: ask, calls } = await open(log, { double });
    const replies = await Promise.all([ask(call('1')), ask(call('1')), ask(call('1'))]);
    expect([...replies, await ask(call('1'))]).toEqual(Array(4).fill({ result: 8 }));
    expect(calls).toHaveLength(1);
    expect(await outcomes(log)).toHaveLength(2);
  });

  it('that failed tells the worker that it did, and the requester why', async () => {
    const log = await logWith();
    const reason = 'too blue (task.ts:9)';
    const { call: ask, notes } = await open(log, {
      double: () => {
        throw refuse('run/no-code', { run: reason });
      },
      strict: () => ({ refused: 'Say a number.' }),
    });
    expect(await ask(call('1'))).toEqual({ failed: expect.stringMatching(/did not work/), code: 'procedure/failed' });
    expect(await ask(call('2', 'strict'))).toEqual({ failed: 'Say a number.', code: 'procedure/failed' });
    // The log file has nothing of what the code says, which may name what a worker sent.
    expect(notes).toEqual([[expect.stringContaining(reason), expect.not.stringContaining(reason)]]);
    expect((await outcomes(log)).filter(({ type }) => type === 'procedure.failed')).toMatchObject([
      { data: { reason: expect.stringContaining(reason), message: expect.not.stringContaining(reason) } },
      { data: { reason: 'Say a number.', message: 'Say a number.' } },
    ]);
  });

  it('that the code does not define is refused, and nothing is recorded', async () => {
    const log = await logWith();
    const { call: ask } = await open(log, { double });
    await expect(ask(call('1', 'halve'))).rejects.toMatchObject({ code: 'procedure/unknown' });
    expect(await outcomes(log)).toEqual([]);
  });

  it('is refused after the work, and beyond the most calls of an agent', async () => {
    const { call: ask } = await open(await logWith(), { double });
    for (const id of ['1', '2', '3']) await ask(call(id));
    await expect(ask(call('4'))).rejects.toMatchObject({ code: 'procedure/too-many' });
    const over = await open(await logWith(submitted(ada)), { double });
    await expect(over.call(call('1'))).rejects.toMatchObject({ code: 'procedure/not-at-work' });
  });

  it('has large values in files, and gives them whole', async () => {
    const log = await logWith();
    const { call: ask, calls, kept } = await open(log, { echo: ({ args }) => ({ result: args }) });
    const large = 'é'.repeat(20_000);
    expect(await ask(call('1', 'echo', large))).toEqual({ result: large });
    expect(calls[0]?.args).toBe(large);
    expect([...kept.values()].map(({ length }) => length)).toEqual([40_002]);
    expect(
      (await outcomes(log)).map(({ data }) => Object.keys(data).filter((key) => /args|result/i.test(key))),
    ).toEqual([['argsFile'], ['resultFile']]);
  });
});

describe('a call in a process that is killed', () => {
  it('is made again by the next one, which tells whoever comes back', async () => {
    const log = await logWith(ProcedureCalled({ agentId, callId: '1', name: 'double', args: 4 }));
    const { onReply, settled, calls } = await open(log, { double });
    const heard: unknown[] = [];
    onReply((run, { callId }, reply) => heard.push([run, callId, reply]));
    await settled();
    expect(heard).toEqual([[runId, '1', { result: 8 }]]);
    expect(calls).toMatchObject([{ call: '1', args: 4 }]);
  });

  it('has one outcome, whenever that was', async () => {
    const log = await logWith();
    const { call: ask } = await open(log, { double });
    await ask(call('1'));
    const commits = await commitsOf(log);
    for (let kept = commits.length - 2; kept <= commits.length; kept++) {
      const left = await cut(commits, kept);
      const next = await open(left, { double });
      await next.settled();
      expect(await next.call(call('1'))).toEqual({ result: 8 });
      expect(await outcomes(left)).toHaveLength(2);
    }
  });

  it('whose result is known is not made again', async () => {
    const done = [
      ProcedureCalled({ agentId, callId: '1', name: 'double', args: 4 }),
      ProcedureAnswered({ agentId, callId: '1', result: 8, milliseconds: 1 }),
    ];
    const { call: ask, settled, calls } = await open(await logWith(...done), { double });
    await settled();
    expect(await ask(call('1'))).toEqual({ result: 8 });
    expect(calls).toEqual([]);
  });
});
