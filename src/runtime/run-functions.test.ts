import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { OpenRun } from './open-run.ts';
import type { TaskFunctions } from './ports/task-functions.ts';
import { type OpenedFunctions, runFunctions } from './run-functions.ts';

const runOf = (config: Record<string, unknown>) =>
  ({ runId: 'birds-1', opening: () => ({ config }) }) as unknown as OpenRun;
const withCode = runOf({ code: 'task.ts' });

/** Functions whose calls end when `answer` is called, with this version of the code. */
function opened(sha256 = 'aa') {
  const closed: string[] = [];
  let answer = () => {};
  const answered = new Promise<boolean[]>((resolve) => {
    answer = () => resolve([sha256 === 'aa']);
  });
  let listener = (_?: string) => {};
  const wake = (room?: string) => listener(room);
  const functions = {
    onWake(listens: typeof listener) {
      listener = listens;
    },
    names: new Set(['mayWork']),
    call: () => answered,
    close: async () => void closed.push('closed'),
  } as unknown as TaskFunctions;
  const code = { file: 'task.ts', sha256 };
  const state = () => ({ pid: 7, functions: ['mayWork'], code });
  return { closed, functions, state, answer, wake, watch: () => undefined } satisfies OpenedFunctions &
    Record<string, unknown>;
}

function open(openings: (() => Promise<OpenedFunctions | undefined>)[]) {
  let count = 0;
  const versions: string[] = [];
  const onVersion = (_: OpenRun, { sha256 }: { sha256: string }) => void versions.push(sha256);
  const functions = runFunctions({ open: () => openings[count++]!(), onVersion, now: () => 0 });
  onTestFinished(functions.close);
  return { ...functions, count: () => count, versions };
}

describe('the functions of runs', () => {
  it('are none for a task without code', async () => {
    const { of, hosts } = open([]);
    expect([await of(runOf({})), hosts()]).toEqual([undefined, []]);
  });

  it('are opened once, at the first call', async () => {
    const one = opened();
    const { of, hosts, problems, count, versions } = open([async () => one]);
    const [first, second] = await Promise.all([of(withCode), of(withCode)]);
    expect([first, [...first!.names]]).toEqual([second, ['mayWork']]);
    expect([count(), hosts(), problems()]).toEqual([1, [{ run: 'birds-1', ...one.state() }], []]);
    expect(versions).toEqual(['aa']);
  });

  it('are tried again at the next call when they could not be opened', async () => {
    const one = opened();
    const { of, problems } = open([() => Promise.reject(new Error('It is gone.')), async () => one]);
    await expect(of(withCode)).rejects.toThrow('It is gone.');
    expect(problems()).toEqual(['Run birds-1: It is gone.']);
    expect([...(await of(runOf({ code_command: './host' })))!.names]).toEqual(['mayWork']);
    expect(problems()).toEqual([]);
  });

  it('are taken over from a launch, and closed at the end', async () => {
    const one = opened();
    const { of, adopt, close } = open([]);
    adopt(withCode, one);
    expect([...(await of(withCode))!.names]).toEqual(['mayWork']);
    await close();
    expect(one.closed).toEqual(['closed']);
  });

  it('say which conversations go on by themselves, and that all do when other code is there', async () => {
    const [one, two] = [opened(), opened('bb')];
    const { of, reload } = open([async () => one, async () => two]);
    const woken: (string | undefined)[] = [];
    (await of(withCode))!.onWake!((room) => woken.push(room));
    one.wake('r');
    await reload(withCode, async () => undefined);
    one.wake('r');
    two.wake('s');
    expect(woken).toEqual(['r', undefined, 's']);
  });

  it('of a run that is over are closed after a minute without a call, and not during one', async () => {
    vi.useFakeTimers();
    onTestFinished(() => void vi.useRealTimers());
    const one = opened();
    const over = {
      ...withCode,
      mailbox: { run: { taskRun: { matches: (state: string) => state === 'completed' } } },
    } as unknown as OpenRun;
    const functions = runFunctions({ open: async () => one, onVersion: () => undefined, now: Date.now });
    onTestFinished(functions.close);
    const call = (await functions.of(over))!.call('mayWork', { worker: {}, items: [] } as never);
    await vi.advanceTimersByTimeAsync(180_000);
    expect(one.closed).toEqual([]);
    one.answer();
    await call;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(one.closed).toEqual(['closed']);
  });

  it('are loaded again in a host of their own; calls in progress end on the former one, which is closed then', async () => {
    const [former, next] = [opened(), opened('bb')];
    const { of, reload, versions } = open([async () => former, async () => next]);
    const functions = (await of(withCode))!;
    const worker = { id: 'ada', provider: 'inhouse', name: 'Ada', qualifications: {} };
    const before = functions.call('mayWork', { worker, items: [{}] });
    await reload(withCode, async () => undefined);
    const after = functions.call('mayWork', { worker, items: [{}] });
    expect([former.closed, versions]).toEqual([[], ['aa', 'bb']]);
    former.answer();
    next.answer();
    expect(await Promise.all([before, after])).toEqual([[true], [false]]);
    await expect.poll(() => former.closed).toEqual(['closed']);
    expect(next.closed).toEqual([]);
  });

  it('take the place of some that are still being opened, and leave no host behind', async () => {
    const [former, next] = [opened(), opened('bb')];
    let start = () => {};
    const starting = new Promise<OpenedFunctions>((resolve) => {
      start = () => resolve(former);
    });
    const { of, reload, close } = open([() => starting, async () => next]);
    const waiting = of(withCode);
    const reloading = reload(withCode, async () => undefined);
    start();
    await Promise.all([waiting, reloading]);
    await close();
    expect([former.closed, next.closed]).toEqual([['closed'], ['closed']]);
  });

  it('are closed at the end also if they are just being opened', async () => {
    const one = opened();
    const { of, close } = open([() => new Promise((resolve) => setImmediate(() => resolve(one)))]);
    void of(withCode);
    await close();
    expect(one.closed).toEqual(['closed']);
  });

  it('stay when the new ones cannot be loaded, or are not accepted', async () => {
    const [former, other] = [opened(), opened('bb')];
    const failing = () => Promise.reject(new Error('A comma is missing.'));
    const { of, reload, hosts } = open([async () => former, failing, async () => other]);
    await of(withCode);
    await expect(reload(withCode, async () => undefined)).rejects.toThrow('A comma is missing.');
    await expect(reload(withCode, () => Promise.reject(new Error('No.')))).rejects.toThrow('No.');
    expect([former.closed, other.closed, hosts()[0]?.code?.sha256]).toEqual([[], ['closed'], 'aa']);
  });

  it('are not loaded again where a task has no code, or where it may not run', async () => {
    const { reload } = open([async () => undefined]);
    for (const run of [runOf({}), withCode])
      await expect(reload(run, async () => undefined)).rejects.toMatchObject({ code: 'run/no-code' });
  });
});
