// @vitest-environment happy-dom
import { act, cleanup, render, screen, waitFor } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { MountedChat, MountOptions } from './plain.tsx';

type Sent = { packet_type: string; data?: Record<string, unknown> };
type Fake = { sent: Sent[]; open(): void; hear(data: Record<string, unknown>): void };

let sockets: Fake[];
let posted: [path: string, body: unknown][];
let details: Record<string, unknown>;

const members = [
  { name: 'Alex', seat: 0 },
  { name: 'Robin', seat: 1 },
];
const began = { update_id: 'c-1', task_data: { agent_display_name: 'Alex', members } };
const turn = { update_id: 'c-2', task_data: { live_update_requested: true } };

beforeEach(() => {
  [sockets, posted] = [[], []];
  details = { worker_id: 'w', agent_id: 'a1', init_task_data: { task_data: {}, past_live_updates: [began] } };
  vi.stubGlobal(
    'WebSocket',
    class {
      readyState = 0;
      sent: Sent[] = [];
      onopen?: () => void;
      onmessage?: (event: { data: string }) => void;
      constructor() {
        sockets.push(this);
      }
      send = (text: string) => void this.sent.push(JSON.parse(text));
      close() {}
      open() {
        this.readyState = 1;
        this.onopen?.();
      }
      hear(data: Record<string, unknown>) {
        this.onmessage?.({ data: JSON.stringify({ packet_type: 'client_bound_live_update', data }) });
      }
    },
  );
  Object.assign(window, {
    ...{ getWorkerName: () => 'ada', getAssignmentId: () => 'p1' },
    ...{ getAgentRegistration: () => ({}), handleSubmitToProvider: () => undefined },
  });
  vi.stubGlobal('fetch', async ({ pathname }: URL, { body }: RequestInit) => {
    posted.push([pathname, body && JSON.parse(String(body))]);
    if (pathname === '/task_config.json') return Response.json({ task_title: 'Chairs', task_description: 'Agree.' });
    const reply = { packet_type: 'agent_details', data: details };
    return Response.json(pathname === '/request_agent' ? reply : { status: 'ok' });
  });
  // One page is one piece of work.
  vi.resetModules();
});
afterEach(() => {
  mounted?.unmount();
  mounted = undefined;
  cleanup();
  document.body.replaceChildren();
  sessionStorage.clear();
  vi.unstubAllGlobals();
});

let mounted: MountedChat | undefined;

async function mount(options?: MountOptions): Promise<MountedChat> {
  document.body.innerHTML = '<div id="chat"></div>';
  const { mountChat } = await import('./plain.tsx');
  const chat = await act(async () => mountChat('#chat', options));
  mounted = chat;
  act(() => sockets[0]?.open());
  return chat;
}
const hear = (update: Record<string, unknown>) => act(async () => sockets[0]?.hear(update));
const says = (id: string, text: string, task_data = {}) => ({ update_id: id, id: 'Robin', text, task_data });
const bodiesOf = (path: string) => posted.filter(([one]) => one === path).map(([, body]) => body);

describe('a chat on a page without React', () => {
  it('is there at once, talks over the connection of the page, and hands in', async () => {
    const { user } = { user: (await import('@testing-library/user-event')).userEvent.setup() };
    const { conversation, ended } = await mount({
      description: 'Sell it.',
      answer: ({ said }) => ({ n: said.length }),
    });
    expect(screen.getByRole('complementary').textContent).toContain('ChairsSell it.');
    await hear(turn);
    await user.type(screen.getByRole('textbox', { name: 'Your message' }), 'Ten?{Enter}');
    const sent = sockets[0]?.sent.find(({ data }) => data?.text === 'Ten?');
    expect(sent).toMatchObject({ packet_type: 'mephisto_bound_live_update' });
    await hear(says('c-3', 'Eight.'));
    expect(screen.getByText('Eight.')).toBeTruthy();
    expect(conversation.state().said.map(({ text }) => text)).toEqual(['Ten?', 'Eight.']);
    await hear({ update_id: 'c-4', task_data: { task_done: true } });
    expect(await ended).toMatchObject({ phase: 'ended', endReason: 'done' });
    await user.click(screen.getByRole('button', { name: 'Done' }));
    await waitFor(() => expect(bodiesOf('/submit_task')).toEqual([expect.objectContaining({ final_data: { n: 2 } })]));
  });

  it('takes an element of the page beside it, and one below each message', async () => {
    const beside = document.createElement('table');
    const extra = vi.fn(({ data }: { data: Readonly<Record<string, unknown>> }) =>
      data.price === undefined ? null : Object.assign(document.createElement('meter'), { value: 1 }),
    );
    await mount({ description: beside, extra });
    await hear(says('c-3', 'Eight.', { price: 8 }));
    await hear(says('c-4', 'Well?'));
    expect(screen.getByRole('complementary').contains(beside)).toBe(true);
    const [first, second] = screen.getAllByRole('article');
    expect([first?.querySelectorAll('meter').length, second?.querySelectorAll('meter').length]).toEqual([1, 0]);
    // Once for each, so that what an element has of its own stays.
    expect(extra).toHaveBeenCalledTimes(2);
  });

  it('shows a text of the page as text', async () => {
    await mount({ description: '<img src=x>' });
    expect(screen.getByText('<img src=x>')).toBeTruthy();
    expect(document.querySelector('img')).toBeNull();
  });

  it('is gone when it is taken away, whatever comes then', async () => {
    const { unmount } = await mount();
    expect(screen.getByRole('log')).toBeTruthy();
    act(unmount);
    await hear(says('c-3', 'Eight.'));
    expect(document.getElementById('chat')?.innerHTML).toBe('');
  });

  it('says why there is no work', async () => {
    details = { worker_id: 'w', agent_id: null, failure_reason: 'All of it is done.', init_task_data: null };
    document.body.innerHTML = '<div id="chat"></div>';
    const { mountChat } = await import('./plain.tsx');
    act(() => void mountChat('#chat'));
    await screen.findByText(/.+/, { selector: '.mh-chat-middle [role=status]' });
    await waitFor(() => expect(screen.getByRole('status').textContent).not.toBe('Getting a task for you…'));
    expect(screen.queryByRole('log')).toBeNull();
    expect(sockets).toEqual([]);
  });

  it('needs an element that is there', async () => {
    const { mountChat } = await import('./plain.tsx');
    await expect(mountChat('#nowhere')).rejects.toThrow('There is no element #nowhere on this page.');
  });
});

describe('the same in React', () => {
  it('needs nothing but its element', async () => {
    const { ChatApp } = await import('./index.ts');
    render(<ChatApp description="Sell it." />);
    await screen.findByRole('log');
    act(() => sockets[0]?.open());
    await hear(turn);
    expect(screen.getByText('It is your turn.')).toBeTruthy();
    expect(screen.getByRole('complementary').textContent).toContain('Sell it.');
  });
});
