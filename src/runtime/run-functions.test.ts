import { describe, expect, it, onTestFinished } from 'vitest';
import type { OpenRun } from './open-run.ts';
import type { TaskFunctions } from './ports/task-functions.ts';
import { type OpenedFunctions, runFunctions } from './run-functions.ts';

const runOf = (config: Record<string, unknown>) =>
  ({ runId: 'birds-1', opening: () => ({ config }) }) as unknown as OpenRun;
const withCode = runOf({ code: 'task.ts' });

function opened() {
  const closed: string[] = [];
  const functions = {
    names: new Set(['mayWork']),
    close: async () => void closed.push('closed'),
  } as unknown as TaskFunctions;
  return { closed, functions, state: () => ({ pid: 7, functions: ['mayWork'] }) };
}

function open(openings: (() => Promise<OpenedFunctions | undefined>)[]) {
  let count = 0;
  const functions = runFunctions({ open: () => openings[count++]!(), now: () => 0 });
  onTestFinished(functions.close);
  return { ...functions, count: () => count };
}

describe('the functions of runs', () => {
  it('are none for a task without code', async () => {
    const { of, hosts } = open([]);
    expect([await of(runOf({})), hosts()]).toEqual([undefined, []]);
  });

  it('are opened once, at the first call', async () => {
    const one = opened();
    const { of, hosts, problems, count } = open([async () => one]);
    expect(await Promise.all([of(withCode), of(withCode)])).toEqual([one.functions, one.functions]);
    expect([count(), hosts(), problems()]).toEqual([1, [{ run: 'birds-1', pid: 7, functions: ['mayWork'] }], []]);
  });

  it('are tried again at the next call when they could not be opened', async () => {
    const one = opened();
    const { of, problems } = open([() => Promise.reject(new Error('It is gone.')), async () => one]);
    await expect(of(withCode)).rejects.toThrow('It is gone.');
    expect(problems()).toEqual(['Run birds-1: It is gone.']);
    expect(await of(runOf({ code_command: './host' }))).toBe(one.functions);
    expect(problems()).toEqual([]);
  });

  it('are taken over from a launch, and closed at the end', async () => {
    const one = opened();
    const { of, adopt, close } = open([]);
    adopt(withCode, one);
    expect(await of(withCode)).toBe(one.functions);
    await close();
    expect(one.closed).toEqual(['closed']);
  });
});
