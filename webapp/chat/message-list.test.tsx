// @vitest-environment happy-dom
import { fireEvent, render, screen } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import { openChat, specSaid } from './for-tests.tsx';
import { ChatMessage, ChatPane } from './message-list.tsx';

/** Each message as its name, what stands beside that, and its text. */
const messages = () => screen.queryAllByRole('article').map((one) => one.innerText.replace(/\s+/g, ' ').trim());
const ofClass = (name: string) => document.querySelectorAll(`.mh-chat-by-${name}`).length;

describe('the list of messages', () => {
  it('tells own words from those of others, of the task and of a requester', () => {
    openChat({
      said: [
        specSaid('Agree on a price.', { by: 'System', speaker: 'task' }),
        specSaid('Ten?', { by: 'Alex', isOwn: true }),
        specSaid('Eight.'),
        specSaid('I am a program.', { by: 'Kim', speaker: 'bot' }),
        specSaid('Five minutes are left.', { by: 'Requester', speaker: 'requester' }),
      ],
    });
    expect(messages()).toEqual([
      'Task Agree on a price.',
      'You Ten?',
      'Robin Eight.',
      'Kim I am a program.',
      'Requester Five minutes are left.',
    ]);
    expect(['self', 'member', 'task', 'requester', 'bot'].map(ofClass)).toEqual([1, 1, 1, 1, 1]);
  });

  it('marks what is for this worker alone', () => {
    openChat({ said: [specSaid('It is worth 8 to you.', { by: 'System', speaker: 'task', isPrivate: true })] });
    expect(messages()).toEqual(['Task for you alone It is worth 8 to you.']);
  });

  it('shows text as text, never as HTML', () => {
    const hostile = '<img src=x onerror="document.title = 1"><b>bold</b> &amp; [a](javascript:alert(1))';
    openChat({
      said: [specSaid(hostile, { by: '<i>Robin</i>' })],
      members: [{ name: '<i>Robin</i>', role: '<u>', seat: 1 }],
      notices: [{ id: 'n', what: 'left', name: '<script>1</script>', after: 1 }],
    });
    expect(screen.getByText(hostile)).toBeTruthy();
    expect(screen.getAllByText('<i>Robin</i>')).toHaveLength(2);
    expect(screen.getByText('<script>1</script> has left.')).toBeTruthy();
    expect(document.querySelectorAll('.mh-chat :is(img, b, i, u, script, a)')).toHaveLength(0);
  });

  it('keeps the lines of a message, and shows each in the direction of its script', () => {
    openChat({ said: [specSaid('שלום\n  and more')] });
    const text = screen.getByText(/and more/);
    expect([text.textContent, text.dir]).toEqual(['שלום\n  and more', 'auto']);
  });

  it('says until when somebody else can take the place of one who has left, while that is open', () => {
    const left = { id: 'n-1', what: 'left' as const, name: 'Robin', after: 0, seat: 1 };
    const replacedUntil = new Date(2026, 0, 1, 14, 5);
    const { now } = openChat({ notices: [{ ...left, replacedUntil }] });
    const time = replacedUntil.toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });
    expect(screen.getByText(`Robin has left. Somebody else can take the place until ${time}.`)).toBeTruthy();
    now({ notices: [left] });
    expect(screen.getByText('Robin has left.')).toBeTruthy();
  });

  it('says what happened to others where it happened', () => {
    openChat({
      said: [specSaid('One'), specSaid('Two')],
      notices: [
        { id: 'n-1', what: 'away', name: 'Robin', after: 1 },
        { id: 'n-2', what: 'back', name: 'Robin', after: 2 },
        { id: 'n-3', what: 'joined', name: 'Kim', after: 2 },
      ],
    });
    const entries = [...screen.getByRole('log').children].map(({ textContent }) => textContent);
    expect(entries).toEqual([
      'RobinOne',
      'Robin is away at the moment.',
      'RobinTwo',
      'Robin is back.',
      'Kim has joined.',
    ]);
  });

  it('says where it happened also below messages that are not shown', () => {
    openChat({
      said: [specSaid('', { data: { form_responses: [] } }), specSaid('One'), specSaid('Two')],
      notices: [
        { id: 'n-1', what: 'away', name: 'Robin', after: 2 },
        { id: 'n-2', what: 'back', name: 'Robin', after: 3 },
      ],
    });
    const entries = [...screen.getByRole('log').children].map(({ textContent }) => textContent);
    expect(entries).toEqual(['RobinOne', 'Robin is away at the moment.', 'RobinTwo', 'Robin is back.']);
  });

  it('says of own words what has become of them', () => {
    const own = specSaid('Ten?', { isOwn: true, isSent: false });
    const { now } = openChat({ said: [own] });
    expect(messages()).toEqual(['You Ten? Sending…']);
    now({ connection: 'reconnecting' });
    expect(messages()).toEqual(['You Ten? Not sent yet: it is sent when the connection is back.']);
    now({ connection: 'connected', said: [{ ...own, isSent: true }] });
    expect(messages()).toEqual(['You Ten?']);
  });

  it('leaves out what has no text but the answers of a form, unless something of it is shown', () => {
    const answers = specSaid('', { data: { form_responses: [] } });
    const { unmount } = openChat({ said: [answers] });
    expect(messages()).toEqual([]);
    unmount();
    openChat({ said: [answers] }, { renderExtra: ({ data }) => <div>{Object.keys(data).join()}</div> });
    expect(messages()).toEqual(['Robin form_responses']);
  });

  it('leaves out what has values and no text, unless the page shows something of it', () => {
    const said = [specSaid('', { data: { price: 10 } })];
    const { unmount } = openChat({ said });
    expect(messages()).toEqual([]);
    unmount();
    openChat({ said }, { renderMessage: ({ message }) => <b>Price: {String(message.data.price)}</b> });
    expect(screen.getByText('Price: 10')).toBeTruthy();
  });

  it('shows messages and what is below them as the page likes', () => {
    openChat(
      { said: [specSaid('One', { data: { price: 10 } }), specSaid('Two')] },
      {
        renderMessage: ({ message, idx, appContext: { taskContext } }) =>
          idx === 1 ? <h3>{`${message.text} of ${taskContext.price}`}</h3> : undefined,
        renderExtra: ({ data }) => data.price !== undefined && <div>Price: {String(data.price)}</div>,
      },
    );
    expect(messages()).toEqual(['Robin One Price: 10']);
    expect(screen.getByRole('heading', { name: 'Two of 10' })).toBeTruthy();
  });

  it('tells the page of each message that is added, once', () => {
    const onMessagesChange = vi.fn();
    const said = [specSaid('One')];
    const { now } = openChat({ said }, { onMessagesChange });
    now({ isMyTurn: true });
    expect(onMessagesChange.mock.calls).toEqual([[said]]);
    now({ said: [...said, specSaid('Two')] });
    expect(onMessagesChange).toHaveBeenCalledTimes(2);
  });

  it('has a name, and how long it took, where the page says so', () => {
    render(<ChatMessage isSelf={false} agentName="Kim" message="Eight." duration={2600} />);
    expect(messages()).toEqual(['Kim 3 s Eight.']);
  });
});

describe('the place in the list', () => {
  /** A list of a height that happy-dom does not measure. */
  function openPane() {
    const pane = (key: number, isOwnLast = false) => (
      <ChatPane scrollBottomKey={key} isOwnLast={isOwnLast}>
        <p>{key}</p>
      </ChatPane>
    );
    const { rerender } = render(pane(1));
    const log = screen.getByRole('log');
    const measure = (name: 'scrollHeight' | 'clientHeight', value: number) =>
      Object.defineProperty(log, name, { value, configurable: true });
    measure('scrollHeight', 1000);
    measure('clientHeight', 300);
    const scrollTo = (top: number) => {
      log.scrollTop = top;
      fireEvent.scroll(log);
    };
    scrollTo(700);
    return { log, scrollTo, measure, add: (key: number, isOwnLast?: boolean) => rerender(pane(key, isOwnLast)) };
  }

  it('is the end while its reader is there', () => {
    const { log, scrollTo, add } = openPane();
    scrollTo(690);
    add(2);
    expect(log.scrollTop).toBe(1000);
    expect(screen.queryByRole('button')).toBeNull();
  });

  it('is the end still when a keyboard makes the list shorter', () => {
    const { log, scrollTo, measure, add } = openPane();
    measure('clientHeight', 100);
    scrollTo(700);
    add(2);
    expect(log.scrollTop).toBe(1000);
  });

  it('stays where its reader looks back, with a button that leads to the end', () => {
    const { log, scrollTo, add } = openPane();
    scrollTo(100);
    add(2);
    expect(log.scrollTop).toBe(100);
    fireEvent.click(screen.getByRole('button', { name: 'New messages ↓' }));
    expect(log.scrollTop).toBe(1000);
    expect(screen.queryByRole('button')).toBeNull();
  });

  it('is the end after own words', () => {
    const { log, scrollTo, add } = openPane();
    scrollTo(100);
    add(2, true);
    expect(log.scrollTop).toBe(1000);
  });

  it('has the focus in place of the button that led to its end', async () => {
    const { log, scrollTo, add } = openPane();
    scrollTo(100);
    add(2);
    const button = screen.getByRole('button', { name: 'New messages ↓' });
    button.focus();
    fireEvent.click(button);
    expect(document.activeElement).toBe(log);
  });

  it('can be reached with the keyboard', () => expect(openPane().log.tabIndex).toBe(0));
});
