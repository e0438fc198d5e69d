// @vitest-environment happy-dom
import { act, cleanup, renderHook } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ServerRequest } from './request.ts';
import { useSecondsLeft } from './use-seconds-left.ts';
import type { Task } from './use-task.ts';

const seat = {
  packet_type: 'agent_details',
  data: { worker_id: 'w1', agent_id: 'a1', init_task_data: { title: 'Jaws' } },
};

/** A task page whose server answers each request from a script; its requests are kept. */
async function openPage(replies: Record<string, unknown> = {}) {
  const requests: { path: string; body: unknown }[] = [];
  const submitted: unknown[] = [];
  Object.assign(window, {
    getWorkerName: () => 'ada',
    getAssignmentId: () => 'p1',
    getAgentRegistration: () => ({}),
    handleSubmitToProvider: (answer: unknown) => submitted.push(answer),
  });
  const script: Record<string, unknown> = { '/task_config.json': {}, '/request_agent': seat, ...replies };
  vi.stubGlobal('fetch', async (url: URL, init: RequestInit) => {
    const path: ServerRequest['path'] = url.pathname;
    requests.push({ path, body: init.body && JSON.parse(String(init.body)) });
    const reply = script[path] ?? { status: 'ok' };
    return typeof reply === 'function' ? reply() : Response.json(reply);
  });
  vi.resetModules();
  const { useTask } = await import('./use-task.ts');
  const hook = renderHook(() => useTask<{ title: string }>());
  const task = (): Task<{ title: string }, Record<string, unknown>> => hook.result.current;
  const loaded = () => act(() => vi.waitFor(() => expect(task().loaded).toBe(true)));
  return { task, hook, useTask, requests, submitted, loaded, paths: () => requests.map(({ path }) => path) };
}

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
  sessionStorage.clear();
});

describe('the hook of a task page', () => {
  it('asks for work by itself and shows it once it is there', async () => {
    const { task, loaded, paths } = await openPage();
    expect(task()).toMatchObject({ isLoading: true, loaded: false, providerWorkerId: 'ada', assignmentId: 'p1' });
    await loaded();
    expect(task()).toMatchObject({ isLoading: false, agentId: 'a1', initialTaskData: { title: 'Jaws' } });
    expect(paths()).toEqual(['/task_config.json', '/request_agent']);
  });

  it('is one for all components of the page, which asks for work once', async () => {
    const { task, useTask, loaded, paths } = await openPage();
    await loaded();
    const other = renderHook(() => useTask());
    expect(other.result.current.agentId).toBe(task().agentId);
    await act(async () => undefined);
    expect(paths()).toHaveLength(2);
  });

  it('hands in the answer, and then notifies the provider', async () => {
    const { task, loaded, requests, submitted } = await openPage();
    await loaded();
    await act(() => task().handleSubmit({ genre: 'Drama' }));
    expect(requests.at(-1)).toMatchObject({ path: '/submit_task', body: { final_data: { genre: 'Drama' } } });
    expect([task().submission, submitted]).toEqual(['saved', [{ genre: 'Drama' }]]);
  });

  it('hands in what was last kept of the answer', async () => {
    const { task, loaded, requests } = await openPage();
    await loaded();
    task().setTaskSubmitData('Comedy');
    await act(() => task().submit());
    expect(requests.at(-1)).toMatchObject({ path: '/submit_task', body: { final_data: 'Comedy' } });
  });

  it('sends metadata and errors beside the answer', async () => {
    const { task, loaded, requests } = await openPage();
    await loaded();
    await act(async () => {
      await task().handleMetadataSubmit({ type: 'tip', text: 'Zoom in' });
      await task().handleFatalError({ message: 'oops' });
    });
    expect(requests.slice(2)).toMatchObject([
      { path: '/submit_metadata', body: { metadata: { tip: { text: 'Zoom in' } } } },
      { path: '/log_error', body: { error_data: { message: 'oops' } } },
    ]);
  });

  it('tries again at once when it is asked to, while the server is away', async () => {
    let isAway = true;
    const config = () => (isAway ? new Response('', { status: 503 }) : Response.json({}));
    const { task, loaded } = await openPage({ '/task_config.json': config });
    await act(() => vi.waitFor(() => expect(task().failedAttempts).toBeGreaterThan(0)));
    isAway = false;
    act(() => task().retryNow());
    await loaded();
  });

  it('keeps the worker from leaving the page while an answer is on its way, and only then', async () => {
    let reply = (_: Response) => {};
    const replied = new Promise<Response>((resolve) => {
      reply = resolve;
    });
    const { task, loaded } = await openPage({ '/submit_task': () => replied });
    const leaves = () => window.dispatchEvent(new Event('beforeunload', { cancelable: true }));
    await loaded();
    expect(leaves()).toBe(true);
    let sent = Promise.resolve();
    act(() => {
      sent = task().handleSubmit('Drama');
    });
    expect(leaves()).toBe(false);
    await act(async () => {
      reply(Response.json({}));
      await sent;
    });
    expect(leaves()).toBe(true);
  });

  it('leaves the next piece to the provider where that has a way to it', async () => {
    let taken = 0;
    const { task } = await openPage();
    Object.assign(window, { takeNextPiece: () => void taken++ });
    task().takeNextPiece();
    expect(taken).toBe(1);
    Object.assign(window, { takeNextPiece: undefined });
  });
});

describe('the seconds that are left on a page', () => {
  beforeEach(() => void vi.useFakeTimers({ now: new Date('2026-01-01T12:00:00.000Z') }));
  afterEach(() => void vi.useRealTimers());

  it('count down once a second, from the deadline that holds now', () => {
    const noonAnd = (seconds: number) => new Date(Date.parse('2026-01-01T12:00:00.000Z') + seconds * 1000);
    const first: { deadline: Date | null } = { deadline: noonAnd(90) };
    const hook = renderHook(({ deadline }) => useSecondsLeft(deadline), { initialProps: first });
    expect(hook.result.current).toBe(90);
    act(() => void vi.advanceTimersByTime(999));
    expect(hook.result.current).toBe(90);
    act(() => void vi.advanceTimersByTime(1));
    expect(hook.result.current).toBe(89);
    hook.rerender({ deadline: noonAnd(31) });
    act(() => void vi.advanceTimersByTime(1000));
    expect([hook.result.current, vi.getTimerCount()]).toEqual([29, 1]);
    hook.rerender({ deadline: null });
    expect([hook.result.current, vi.getTimerCount()]).toEqual([null, 0]);
  });
});
