// @vitest-environment happy-dom
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ConversationEvent, getConversation } from '../../../src/api/conversations.ts';
import { queryClient } from '../data/api.ts';
import { noon } from '../fixtures.ts';
import { answer, openApp, sentTo } from '../for-tests.tsx';

const event = (order: number): ConversationEvent => ({
  ...{ order, at: noon, what: 'said', number: order, by: 'member', name: 'Red', agent: null, worker: null },
  ...{ text: `Word ${order}.`, data: null, file: null, to: null, form: null, until: null, reason: null },
});

/** A server with so many events in one conversation: that of place 0 has the order 1. */
function openServer(count: number) {
  const server = { events: Array.from({ length: count }, (_, nth) => event(nth + 1)), sequence: count };
  answer(getConversation, ({ query }) => {
    const { limit = 500, since = 0, before = Number.POSITIVE_INFINITY } = query as Record<string, string | undefined>;
    const within = server.events.filter(({ order }) => order > Number(since) && order < Number(before));
    const events = within.slice(-Number(limit));
    const end = events[0]?.order ?? Number(before);
    return {
      ...{
        id: 'films-1.0',
        run: 'films-1',
        state: 'talking' as const,
        opened_at: noon,
        began_at: noon,
        ended_at: null,
      },
      ...{ end_reason: null, note: null, messages: server.events.length, members: [], last: null, events },
      ...{ earlier: server.events.filter(({ order }) => order < end).length, sequence: server.sequence },
    };
  });
  return {
    ...{ server },
    /** So much more is said, and the page hears that there is something new. */
    async say(more: number) {
      for (let nth = 0; nth < more; nth++) server.events.push(event(server.events.length + 1));
      server.sequence = server.events.length;
      await queryClient.invalidateQueries({ queryKey: [getConversation.name] });
    },
  };
}

const asked = () => sentTo(getConversation).map(({ query }) => query);
const log = () => screen.findByRole('log');
const shown = async () =>
  within(await log())
    .getAllByRole('listitem')
    .map(({ textContent }) => Number(/Word (\d+)\./.exec(textContent ?? '')?.[1]));
const from = (first: number, last: number) => Array.from({ length: last - first + 1 }, (_, nth) => first + nth);
const earlier = () => screen.findByRole('button', { name: /earlier event/ });
const open = () => openApp('/conversations/films-1.0');

/** Each event is 20 pixels high, and the box 100. */
const [eventPixels, boxPixels] = [20, 100];
const measured = { scrollHeight: 0, offsetTop: 0, clientHeight: 0 };
const before = new Map(
  Object.keys(measured).map((key) => [key, Object.getOwnPropertyDescriptor(HTMLElement.prototype, key)]),
);
function layOut() {
  const measure = (key: string, get: (this: HTMLElement) => number) =>
    Object.defineProperty(HTMLElement.prototype, key, { configurable: true, get });
  measure('scrollHeight', function () {
    return this.querySelectorAll('li').length * eventPixels;
  });
  measure('offsetTop', function () {
    return [...(this.parentElement?.children ?? [])].indexOf(this) * eventPixels;
  });
  measure('clientHeight', () => boxPixels);
}

describe('the page of a conversation that is watched', () => {
  beforeEach(layOut);
  afterEach(() => {
    for (const [key, own] of before) {
      if (own) Object.defineProperty(HTMLElement.prototype, key, own);
      else Reflect.deleteProperty(HTMLElement.prototype, key);
    }
  });

  it('asks only for what is new, and adds it at the end', async () => {
    const { say } = openServer(3);
    open();
    expect(await shown()).toEqual(from(1, 3));
    await say(2);
    await waitFor(async () => expect(await shown()).toEqual(from(1, 5)));
    await say(0);
    expect(asked()).toEqual([{}, { since: '3' }, { since: '5' }]);
    expect(await shown()).toEqual(from(1, 5));
    expect((await log()).scrollTop).toBe(5 * eventPixels);
  });

  it('fetches the shown part anew if something is missing between', async () => {
    const { say } = openServer(600);
    open();
    expect(await shown()).toEqual(from(101, 600));
    // Where drawing took longer than a reply is fresh, what is new was asked for once more by now.
    const before = asked();
    expect(before[0]).toEqual({});
    await say(700);
    await waitFor(async () => expect((await shown()).at(-1)).toBe(1300));
    expect(asked().slice(before.length)).toEqual([{ since: '600' }, { limit: '1200' }]);
    expect(await shown()).toEqual(from(101, 1300));
  });

  it('fetches it anew if events that it knows are there no more', async () => {
    const { server, say } = openServer(10);
    open();
    expect(await shown()).toEqual(from(1, 10));
    server.events.length = 4;
    await say(0);
    await waitFor(async () => expect(await shown()).toEqual(from(1, 4)));
  });

  it('shows one page of earlier events at a time, at the same place', async () => {
    const { say } = openServer(1200);
    const me = open();
    expect(await shown()).toEqual(from(701, 1200));
    const box = await log();
    box.scrollTop = 400;
    fireEvent.scroll(box);
    expect((await earlier()).textContent).toBe('Show 500 of 700 earlier events');
    await me.click(await earlier());
    await waitFor(async () => expect(await shown()).toEqual(from(201, 1200)));
    expect(box.scrollTop).toBe(400 + 500 * eventPixels);
    await say(1);
    await waitFor(async () => expect(await shown()).toEqual(from(201, 1201)));
    expect(box.scrollTop).toBe(400 + 500 * eventPixels);
    await me.click(await screen.findByRole('button', { name: 'Show 200 earlier events' }));
    await waitFor(async () => expect(await shown()).toEqual(from(1, 1201)));
    expect(screen.queryByRole('button', { name: /earlier event/ })).toBeNull();
    expect(asked()).toEqual([{}, { before: '701' }, { since: '1200' }, { before: '201' }]);
  });

  it('keeps earlier events that come while it asks for what is new', async () => {
    const { say } = openServer(600);
    const me = open();
    expect(await shown()).toEqual(from(101, 600));
    const button = await earlier();
    await Promise.all([say(1), me.click(button)]);
    await waitFor(async () => expect(await shown()).toEqual(from(1, 601)));
  });
});
