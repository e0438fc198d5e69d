// @vitest-environment happy-dom
import { act, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { openChat, specConversation, specSaid, specTask, specWaiting } from './for-tests.tsx';
import * as chat from './index.ts';
import { defaultTexts } from './texts.ts';

afterEach(() => void vi.unstubAllGlobals());

/** What npm's bootstrap-chat 2.0.2 exports, but for what its README here names as missing. */
const namesOfBootstrapChat = [
  ...['ConnectionIndicator', 'TextResponse', 'FormResponse', 'VolumeControl', 'SystemMessage', 'DoneResponse'],
  ...['DoneButton', 'ChatMessage', 'ConnectionStatusBoundary', 'DefaultTaskDescription', 'ChatPane', 'ChatApp'],
  ...['BaseFrontend', 'AppContext', 'INPUT_MODE', 'MephistoContext'],
];

describe('the package', () => {
  it('has the names of bootstrap-chat', () =>
    expect(namesOfBootstrapChat.filter((name) => !(name in chat))).toEqual([]));

  it('has the modes of its input', () =>
    expect(chat.INPUT_MODE).toEqual({
      ...{ WAITING: 'waiting', INACTIVE: 'inactive', DONE: 'done', READY_FOR_INPUT: 'ready_for_input' },
    }));
});

describe('the page of a chat', () => {
  it('says that the connection is lost while it is, and lets nothing go', async () => {
    const { user, now } = openChat({ isMyTurn: true, said: [specSaid('Hello')] });
    const banner = () => screen.queryByText(/^The connection is lost/);
    expect(banner()).toBeNull();
    await user.keyboard('Ten?');
    now({ connection: 'reconnecting' });
    expect(banner()?.parentElement?.role).toBe('status');
    expect(screen.getByRole<HTMLTextAreaElement>('textbox').value).toBe('Ten?');
    expect(screen.getByText('Hello')).toBeTruthy();
    now({ connection: 'connected' });
    expect(banner()).toBeNull();
  });

  it('takes other words in each of its parts', async () => {
    const texts = { send: 'Senden', message: 'Deine Nachricht', yourTurn: 'Du bist dran.', you: 'Du' };
    const { now } = openChat({ isMyTurn: true, said: [specSaid('Zehn?', { isOwn: true })] }, { texts });
    expect(screen.getByRole('textbox', { name: 'Deine Nachricht' })).toBeTruthy();
    expect(screen.getByRole('button', { name: 'Senden' })).toBeTruthy();
    expect(screen.getByText('Du bist dran.')).toBeTruthy();
    expect(screen.getByRole('article').textContent).toBe('DuZehn?');
    now({ isMyTurn: false });
    expect(screen.getByText(defaultTexts.otherTurn)).toBeTruthy();
  });

  it('fills the values into words of any order', () => {
    const waiting = specWaiting({ present: 1, seats: 3 });
    openChat({ phase: 'waiting', waiting }, { texts: { waitingCount: 'Von {seats} sind {present} da. {nothing}' } });
    expect(screen.getByRole('status').textContent).toBe('Von 3 sind 1 da. {nothing}');
  });

  it('has who is there, and who is away, beside it', () => {
    const members = [
      { name: 'Alex', role: 'seller', seat: 0 },
      { name: 'Robin', role: 'buyer', seat: 1, isAway: true },
    ];
    openChat({ members });
    const rows = screen.getAllByRole('listitem').map(({ children }) => [...children].map((one) => one.textContent));
    expect(rows).toEqual([
      ['Alex', 'You, seller'],
      ['Robin', 'buyer, away'],
    ]);
  });

  it('has the task beside it, in words of its page or of its config', () => {
    const { unmount } = openChat();
    expect(screen.getByRole('complementary').textContent).toContain('ChairsAgree.');
    unmount();
    openChat({}, { title: 'Tables', description: <b>Haggle.</b> });
    expect(screen.getByRole('complementary').textContent).toContain('TablesHaggle.');
  });

  it('closes what stands above it on a telephone once it begins, and opens it again', async () => {
    vi.stubGlobal('matchMedia', () => Object.assign(new EventTarget(), { matches: false }));
    const { user, now } = openChat({ phase: 'waiting', waiting: specWaiting() });
    const about = () => screen.getByRole('button', { name: 'About this task' });
    expect(about().getAttribute('aria-expanded')).toBe('true');
    now({ phase: 'talking', waiting: null });
    expect(about().getAttribute('aria-expanded')).toBe('false');
    const part = document.getElementById(about().getAttribute('aria-controls') ?? '');
    expect([part?.hidden, part?.textContent]).toEqual([true, expect.stringContaining('Agree.')]);
    expect(screen.getByRole('heading', { level: 1 }).textContent).toBe('Chairs');
    about().focus();
    await user.keyboard('{Enter}');
    expect([part?.hidden, about().getAttribute('aria-expanded')]).toEqual([false, 'true']);
  });

  it('keeps the focus at what was said when a form takes the place of the field, unless its reader uses something else', async () => {
    const form = [{ question: 'Fair?', type: 'text' as const }];
    const { user, now } = openChat({ isMyTurn: true });
    expect(document.activeElement).toBe(screen.getByRole('textbox'));
    now({ form });
    await expect.poll(() => document.activeElement).toBe(screen.getByRole('log'));
    // From then on it is theirs.
    await user.keyboard('{ArrowUp}');
    now({ form: null });
    expect(document.activeElement).toBe(screen.getByRole('log'));
    screen.getByRole('button', { name: /Sound/ }).focus();
    now({ form });
    expect(document.activeElement).toBe(screen.getByRole('button', { name: /Sound/ }));
  });

  it('gives the focus to its thanks in place of the button that handed in', async () => {
    const { now, task } = openChat({ phase: 'ended', endReason: 'done' });
    expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Done' }));
    Object.assign(task, { submission: 'saved' });
    now({});
    await expect.poll(() => document.activeElement).toBe(screen.getByRole('status'));
  });

  it('has no empty heading before its task is known', () => {
    openChat({}, { task: { taskConfig: null } });
    expect(screen.queryByRole('heading', { level: 1 })).toBeNull();
  });

  it('is as high as what a keyboard leaves of the window', () => {
    const seen = Object.assign(new EventTarget(), { scale: 1, height: window.innerHeight });
    vi.stubGlobal('visualViewport', seen);
    const { container } = openChat();
    const height = () => container.querySelector<HTMLElement>('.mh-chat')?.style.getPropertyValue('--mh-chat-seen');
    const change = (next: object) => act(() => void Object.assign(seen, next).dispatchEvent(new Event('resize')));
    expect(height()).toBe('100dvh');
    change({ height: 400 });
    expect(height()).toBe('400px');
    // Enlarged with two fingers.
    change({ scale: 2 });
    expect(height()).toBe('100dvh');
  });

  it('is silent until it is told otherwise', async () => {
    const start = vi.fn();
    const node = () => ({
      ...{ connect: () => node(), start, stop: () => {}, frequency: {} },
      gain: { setValueAtTime: () => {}, exponentialRampToValueAtTime: () => {} },
    });
    vi.stubGlobal(
      'AudioContext',
      class {
        currentTime = 0;
        createOscillator = node;
        createGain = node;
      },
    );
    const { user, now } = openChat({ isMyTurn: false });
    now({ isMyTurn: true });
    expect(start).not.toHaveBeenCalled();
    await user.click(screen.getByRole('button', { name: /Sound is off/, pressed: false }));
    expect(screen.getByRole('button', { name: /Sound is on/, pressed: true })).toBeTruthy();
    const before = start.mock.calls.length;
    now({ isMyTurn: false });
    now({ isMyTurn: true });
    expect(start).toHaveBeenCalledTimes(before + 1);
  });

  it('lets a page answer in its own way', async () => {
    const { say } = openChat(
      { isMyTurn: true },
      {
        renderTextResponse: ({ onMessageSend, active, inputMode }) => (
          <button type="button" onClick={() => onMessageSend({ text: inputMode, task_data: { price: 10 } })}>
            {active ? 'Offer 10' : 'Wait'}
          </button>
        ),
      },
    );
    fireEvent.click(screen.getByRole('button', { name: 'Offer 10' }));
    expect(say).toHaveBeenCalledWith('ready_for_input', { price: 10 });
    expect(screen.queryByRole('textbox')).toBeNull();
  });

  it('shows no chat to whoever looks at a preview or may not work', () => {
    const { unmount } = openChat({}, { task: { isPreview: true, previewHtml: '<b>Chairs</b>' } });
    expect(screen.getByText('This is a preview: the chat begins when you take the task.')).toBeTruthy();
    unmount();
    openChat({}, { task: { blockedReason: 'no_mobile', blockedExplanation: 'This task needs a computer.' } });
    expect(screen.getByRole('status').textContent).toBe('This task needs a computer.');
    expect(screen.queryByRole('log')).toBeNull();
  });
});

describe('its parts alone', () => {
  it('say whether the page is connected', () => {
    const { rerender } = render(<chat.ConnectionIndicator connection="connected" />);
    expect(screen.getByText('Connected')).toBeTruthy();
    rerender(<chat.ConnectionIndicator connection="reconnecting" />);
    expect(screen.getByText('Connecting…')).toBeTruthy();
  });

  it('show what is inside once the page was connected, and take it away no more', () => {
    const inside = (status: string) => (
      <chat.ConnectionStatusBoundary status={status}>Inside</chat.ConnectionStatusBoundary>
    );
    const { rerender } = render(inside('initializing'));
    expect(screen.getByRole('status').textContent).toBe('Connecting…');
    rerender(inside('connected'));
    expect(screen.getByText('Inside')).toBeTruthy();
    rerender(inside('reconnecting_router'));
    expect(screen.getByText('Inside')).toBeTruthy();
  });

  it('show a conversation and its end without the rest of the page', () => {
    const talk = specConversation({ said: [specSaid('Ten?')] });
    render(<chat.BaseFrontend talk={talk} inputMode="done" onMessageSend={() => {}} keepAs="a" end={<b>The end</b>} />);
    expect(screen.getByText('Ten?')).toBeTruthy();
    expect(screen.getByText('The end')).toBeTruthy();
  });

  it('know of the piece of work and of all that came as task_data', () => {
    const Inside = () => (
      <chat.MephistoContext.Consumer>
        {(task) => (
          <chat.AppContext.Consumer>
            {({ taskContext }) => `${task?.agentId}: ${taskContext.round} ${taskContext.picture} ${taskContext.mine}`}
          </chat.AppContext.Consumer>
        )}
      </chat.MephistoContext.Consumer>
    );
    const said = [
      specSaid('One', { data: { round: 1 } }),
      specSaid('Two', { data: { round: 2 } }),
      specSaid('Mine', { isOwn: true, data: { mine: true } }),
    ];
    const task = specTask({ initialTaskData: { task_data: { picture: 'a chair', round: 0 } } });
    render(<chat.Chat task={task} conversation={specConversation({ said })} renderSidePane={() => <Inside />} />);
    expect(screen.getByText('agent-1: 2 a chair undefined')).toBeTruthy();
  });
});
