// @vitest-environment happy-dom
import { act, cleanup, fireEvent, render, renderHook, screen } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type * as Hooks from './index.ts';

type Fake = { sent: Record<string, unknown>[]; isClosed: boolean; hear(packet: unknown): void; open(): void };

let hooks: typeof Hooks;
let sockets: Fake[];
let posted: [path: string, body: unknown][];
const item = { task_data: { text: 'the sea' }, past_live_updates: [{ update_id: 'u1', text: 'Hello' }] };

beforeEach(async () => {
  sockets = [];
  posted = [];
  class FakeSocket {
    readyState = 0;
    sent: Record<string, unknown>[] = [];
    isClosed = false;
    onopen?: () => void;
    onmessage?: (event: { data: string }) => void;
    constructor() {
      sockets.push(this);
    }
    send(text: string) {
      this.sent.push(JSON.parse(text));
    }
    close() {
      this.isClosed = true;
    }
    hear(packet: unknown) {
      this.onmessage?.({ data: JSON.stringify(packet) });
    }
    open() {
      this.readyState = 1;
      this.onopen?.();
    }
  }
  vi.stubGlobal('WebSocket', FakeSocket);
  Object.assign(window, {
    getWorkerName: () => 'ada',
    getAssignmentId: () => 'p1',
    getAgentRegistration: () => ({}),
    handleSubmitToProvider: () => undefined,
  });
  const replies: Record<string, unknown> = {
    '/task_config.json': { preview_html: '<b>Films</b>' },
    '/request_agent': { packet_type: 'agent_details', data: { worker_id: 'w', agent_id: 'a1', init_task_data: item } },
  };
  vi.stubGlobal('fetch', async ({ pathname }: URL, { body }: RequestInit) => {
    posted.push([pathname, body instanceof FormData ? [...body.keys()] : body && JSON.parse(String(body))]);
    return Response.json(replies[pathname] ?? { status: 'ok' });
  });
  vi.resetModules();
  hooks = await import('./index.ts');
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

async function loaded<Task extends { loaded: boolean }>(useIt: () => Task) {
  const { result, unmount } = renderHook(useIt);
  await act(() => vi.waitFor(() => expect(result.current.loaded).toBe(true)));
  return { task: () => result.current, unmount };
}
const only = () => sockets.at(-1) as Fake;
const status = (name: string) => ({ packet_type: 'update_status', data: { status: name } });

describe('useMephistoTask', () => {
  it('has the HTML of a preview from the config of the task', async () => {
    const { task } = await loaded(() => hooks.useMephistoTask());
    expect(task()).toMatchObject({ previewHtml: '<b>Films</b>', agentId: 'a1', isLoading: false });
  });
});

describe('useMephistoLiveTask', () => {
  it('tells what was said before, then each update and status, and how it is connected', async () => {
    const heard: unknown[] = [];
    const { task } = await loaded(() =>
      hooks.useMephistoLiveTask({
        onLiveUpdate: ({ text }) => heard.push(text),
        onStatusUpdate: ({ status }) => heard.push(status),
        onConnectionStatusChange: (now) => heard.push(now),
      }),
    );
    act(() => task().connect('a1'));
    act(() => only().open());
    act(() => only().hear({ packet_type: 'client_bound_live_update', data: { update_id: 'u2', text: 'Hi' } }));
    act(() => only().hear(status('waiting')));
    expect(heard).toEqual(['Hello', 'initializing', 'connected', 'Hi', 'waiting']);
    expect(task()).toMatchObject({ agentStatus: 'waiting', connectionStatus: 'connected' });
  });

  it('tells an update once that a server sends again after a restart', async () => {
    const heard: unknown[] = [];
    const { task } = await loaded(() => hooks.useMephistoLiveTask({ onLiveUpdate: ({ text }) => heard.push(text) }));
    act(() => task().connect('a1'));
    act(() => only().open());
    for (const [update_id, text] of [
      ['u1', 'Hello'],
      ['u2', 'Hi'],
    ])
      act(() => only().hear({ packet_type: 'client_bound_live_update', data: { update_id, text } }));
    expect(heard).toEqual(['Hello', 'Hi']);
  });

  it('sends updates with an id, for one agent at a time, until it is destroyed', async () => {
    const { task, unmount } = await loaded(() => hooks.useMephistoLiveTask());
    await expect(task().sendLiveUpdate({ text: 'Too early' })).rejects.toThrow('call connect first');
    act(() => task().connect('onboarding-1'));
    act(() => task().connect('a1'));
    expect(sockets.map(({ isClosed }) => isClosed)).toEqual([true, false]);
    const sending = task().sendLiveUpdate({ text: 'Hello' });
    act(() => only().open());
    expect(await sending).toEqual({ text: 'Hello', update_id: expect.stringMatching(/^[0-9a-f]{32}$/) });
    expect(only().sent).toMatchObject([{ packet_type: 'alive', subject_id: 'a1' }, { data: { text: 'Hello' } }, {}]);
    unmount();
    expect(only().isClosed).toBe(true);
  });

  it('takes times of its own, and another connection', async () => {
    vi.useFakeTimers({ shouldAdvanceTime: true });
    const { task } = await loaded(() => hooks.useMephistoLiveTask({ config: { heartbeatTime: 1000 } }));
    act(() => task().connect('a1'));
    act(() => only().open());
    act(() => void vi.advanceTimersByTime(2500));
    expect(only().sent.filter(({ packet_type }) => packet_type === 'heartbeat')).toHaveLength(3);
    vi.useRealTimers();
    const connect = vi.fn();
    const own = { connect, destroy: () => undefined, sendLiveUpdate: async () => ({}) };
    const other = await loaded(() => hooks.useMephistoLiveTask({ customConnectionHook: () => own }));
    other.task().connect('a1');
    expect(connect).toHaveBeenCalledWith('a1');
  });
});

describe('useMephistoRemoteProcedureTask', () => {
  it('calls procedures either way, and says why it cannot any more', async () => {
    const { task } = await loaded(() => hooks.useMephistoRemoteProcedureTask({}));
    act(() => only().open());
    const sum = task().remoteProcedure('add');
    const both = [sum<number>([1]), sum.invoke<number>([2])];
    const calls = only().sent.flatMap(({ data }) => (data as { request_id?: string })?.request_id ?? []);
    for (const [nth, handles] of calls.entries())
      only().hear({ packet_type: 'client_bound_live_update', data: { handles, response: `${nth}` } });
    expect(await Promise.all(both)).toEqual([0, 1]);
    expect(task().disconnectIssueText).toBeUndefined();
    const waiting = sum();
    act(() => only().hear(status('timeout')));
    await expect(waiting).rejects.toMatchObject({ code: 'procedure/not-at-work' });
    expect(task()).toMatchObject({
      disconnectIssueText: expect.stringContaining('time for your part'),
      agentStatus: 'timeout',
    });
  });
});

describe('the statuses', () => {
  it('have a sentence wherever a worker can do no more', () => {
    const { DISCONNECT, EXPIRED, MEPHISTO_DISCONNECT, PARTNER_DISCONNECT, RETURNED, TIMEOUT } = hooks.AGENT_STATUS;
    for (const one of [DISCONNECT, EXPIRED, MEPHISTO_DISCONNECT, PARTNER_DISCONNECT, RETURNED, TIMEOUT])
      expect(hooks.STATUS_TO_TEXT_MAP[one]).toMatch(/\.$/);
    expect(hooks.getBlockedExplanation('no_websockets')).toContain('WebSocket');
    expect(hooks.getBlockedExplanation('null_agent_id')).toContain('null_agent_id');
    expect([hooks.doesSupportWebsockets(), hooks.isMobile(), hooks.isMobile('iPhone')]).toEqual([true, false, true]);
  });
});

describe('ErrorBoundary', () => {
  it('shows a sentence in place of what fails, and reports it', () => {
    vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const handleError = vi.fn();
    const Broken = () => {
      throw new Error('too blue');
    };
    render(
      <hooks.ErrorBoundary handleError={handleError}>
        <Broken />
      </hooks.ErrorBoundary>,
    );
    expect(screen.getByRole('alert').textContent).toContain('load the page again');
    expect(handleError).toHaveBeenCalledWith({
      error: expect.objectContaining({ message: 'too blue' }),
      errorInfo: expect.anything(),
    });
    vi.restoreAllMocks();
  });
});

describe('WorkerOpinion', () => {
  it('sends what a worker wrote beside the answer, and says so', async () => {
    const given = vi.fn();
    render(
      <hooks.WorkerOpinion questions={['Was it clear?', { question: 'What was missing?' }]} handleSubmit={given} />,
    );
    await act(() => vi.waitFor(() => expect(posted.map(([path]) => path)).toContain('/request_agent')));
    fireEvent.change(screen.getByLabelText('Was it clear?'), { target: { value: ' Yes ' } });
    fireEvent.click(screen.getByRole('button', { name: 'Send' }));
    await screen.findByText('Thank you, it was sent.');
    const opinion = { worker_opinion: { questions: [{ question: 'Was it clear?', text: 'Yes' }] } };
    expect(posted.at(-1)).toEqual([
      '/submit_metadata',
      expect.objectContaining({ metadata: { worker_opinion: { type: 'worker_opinion', ...opinion } } }),
    ]);
    expect(given).toHaveBeenCalledWith(opinion);
  });

  it('sends nothing if nothing was written', async () => {
    render(<hooks.WorkerOpinion />);
    await act(() => vi.waitFor(() => expect(posted.map(([path]) => path)).toContain('/request_agent')));
    fireEvent.click(screen.getByRole('button', { name: 'Send' }));
    await act(async () => undefined);
    expect(posted.map(([path]) => path)).not.toContain('/submit_metadata');
  });
});
