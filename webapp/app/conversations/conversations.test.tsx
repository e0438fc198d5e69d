// @vitest-environment happy-dom
import { screen, waitFor, within } from '@testing-library/react';
import { beforeEach, describe, expect, it } from 'vitest';
import {
  type Conversation,
  type ConversationEvent,
  type ConversationMember,
  endConversation,
  getConversation,
  listConversations,
  sayInConversation,
} from '../../../src/api/conversations.ts';
import { queryClient } from '../data/api.ts';
import { noon } from '../fixtures.ts';
import { answer, openApp, refusal, sentTo, signIn } from '../for-tests.tsx';

const member = (name: string, seat: number, more: Partial<ConversationMember> = {}): ConversationMember => ({
  ...{ agent: `agent-${seat}`, worker: `w-${seat}`, unit: `films-1.0.${seat}`, seat, name, role: null },
  ...{ state: 'here', left_because: null, ...more },
});
let order = 0;
const event = (what: ConversationEvent['what'], more: Partial<ConversationEvent> = {}): ConversationEvent => ({
  ...{ order: order++, at: noon, what, number: null, by: null, name: null, agent: null, worker: null },
  ...{ text: null, data: null, file: null, to: null, form: null, until: null, reason: null, ...more },
});
const said = (name: string, text: string, more: Partial<ConversationEvent> = {}) =>
  event('said', { by: 'member', name, text, ...more });
const conversation = (more: Partial<Conversation> = {}): Conversation => ({
  ...{ id: 'films-1.0', run: 'films-1', state: 'talking', opened_at: noon, began_at: noon, ended_at: null },
  ...{ end_reason: null, note: null, messages: 2, earlier: 0 },
  members: [member('Red', 0), member('Green', 1, { state: 'away' }), member('Blue', 2, { agent: null, worker: null })],
  last: { name: 'Red', text: 'Ten?', at: noon },
  events: [
    said('Red', 'Ten?'),
    said('System', 'Say eight.', { by: 'task', to: ['Green'] }),
    said('Red', '', { to: [] }),
  ],
  ...more,
});

describe('the page of a conversation', () => {
  beforeEach(() => answer(getConversation, { ...conversation(), sequence: 1 }));
  const open = () => openApp('/conversations/films-1.0');

  it('has what was said, and marks what only some heard', async () => {
    open();
    const log = await screen.findByRole('log');
    expect(within(log).getAllByRole('listitem')[0]?.textContent).toContain('Ten?');
    within(log).getByText('Only for Green');
    within(log).getByText("Only for the task's code");
    const people = within(screen.getByRole('list', { name: 'Who is in it' }));
    expect(people.getAllByRole('listitem')[1]?.textContent).toMatch(/Green.*Away/);
    expect(people.getAllByRole('listitem')[2]?.textContent).toContain('Bot');
  });

  it('says to one member what is for them alone, and keeps what was refused', async () => {
    answer(sayInConversation, refusal('conversation/over', 'The conversation is over.'));
    const me = open();
    const field = await screen.findByRole('textbox', { name: 'Say something as Requester' });
    const hearers = screen.getByLabelText('Who hears it');
    expect(
      within(hearers)
        .getAllByRole('option')
        .map(({ textContent }) => textContent),
    ).toEqual(['Everybody', 'Only Red', 'Only Green']);
    await me.selectOptions(hearers, 'Only Red');
    await me.type(field, ' Well? {Enter}');
    await screen.findByText('The conversation is over.');
    expect(sentTo(sayInConversation).map(({ body }) => body)).toEqual([{ text: 'Well?', to: ['agent-0'] }]);
    expect((field as HTMLTextAreaElement).value).toBe(' Well? ');
    answer(sayInConversation, { sequence: 2 });
    await me.type(field, '{Enter}');
    await waitFor(() => expect((field as HTMLTextAreaElement).value).toBe(''));
  });

  it('says nothing to everybody that was for one who has left meanwhile', async () => {
    answer(sayInConversation, { sequence: 2 });
    const me = open();
    const field = await screen.findByRole('textbox', { name: 'Say something as Requester' });
    await me.selectOptions(screen.getByLabelText('Who hears it'), 'Only Red');
    await me.type(field, 'Your secret is 8.');
    const members = [member('Red', 0, { state: 'left', left_because: 'returned' }), member('Green', 1)];
    answer(getConversation, { ...conversation({ members, events: [], earlier: 3 }), sequence: 2 });
    await queryClient.invalidateQueries();
    await screen.findByText('Red has left. Choose who hears it.');
    await me.type(field, '{Enter}');
    expect(sentTo(sayInConversation)).toEqual([]);
    await me.selectOptions(screen.getByLabelText('Who hears it'), 'Everybody');
    await me.type(field, '{Enter}');
    await waitFor(() => expect(sentTo(sayInConversation)).toHaveLength(1));
  });

  it('keeps what is written while something else is being sent', async () => {
    let end: (reply: { sequence: number }) => void = () => undefined;
    const sending = new Promise<{ sequence: number }>((resolve) => {
      end = resolve;
    });
    answer(sayInConversation, () => sending);
    const me = open();
    const field = (await screen.findByRole('textbox', {
      name: 'Say something as Requester',
    })) as HTMLTextAreaElement;
    await me.type(field, 'One.{Enter}');
    await waitFor(() => expect(sentTo(sayInConversation)).toHaveLength(1));
    await me.clear(field);
    await me.type(field, 'Two');
    end({ sequence: 2 });
    await waitFor(() => expect(screen.getByRole('button', { name: 'Send' }).hasAttribute('data-loading')).toBe(false));
    expect(field.value).toBe('Two');
  });

  it('begins a new line with Shift and Enter', async () => {
    const me = open();
    const field = await screen.findByRole('textbox', { name: 'Say something as Requester' });
    await me.type(field, 'One{Shift>}{Enter}{/Shift}two');
    expect((field as HTMLTextAreaElement).value).toBe('One\ntwo');
    expect(sentTo(sayInConversation)).toEqual([]);
  });

  it('asks before it ends one, with the reason', async () => {
    answer(endConversation, { sequence: 2 });
    const me = open();
    await me.click(await screen.findByRole('button', { name: 'End…' }));
    expect(sentTo(endConversation)).toEqual([]);
    expect(within(screen.getByRole('dialog')).queryByRole('banner')).toBeNull();
    await me.type(screen.getByRole('textbox', { name: 'Reason' }), 'They agreed.');
    await me.click(screen.getByRole('button', { name: 'End conversation' }));
    await waitFor(() => expect(sentTo(endConversation)[0]?.body).toEqual({ note: 'They agreed.' }));
  });

  it('is watched only by who is no owner', async () => {
    signIn('reviewer');
    open();
    await screen.findByText('Ten?');
    await waitFor(() => expect(screen.queryByRole('button', { name: 'End…' })).toBeNull());
    expect(screen.queryByRole('textbox')).toBeNull();
  });

  it('has neither a field nor an end once it is over, and says why', async () => {
    const events = [event('ended', { reason: 'by-requester', text: 'They agreed.' })];
    const over = conversation({ state: 'ended', ended_at: noon, end_reason: 'by-requester', events });
    answer(getConversation, { ...over, sequence: 1 });
    open();
    await screen.findByText('Reason: They agreed.');
    expect(within(screen.getByRole('region', { name: 'State' })).getByRole('status').textContent).toBe(
      'Ended: a requester ended it',
    );
    expect(screen.queryByRole('button', { name: 'End…' })).toBeNull();
    expect(screen.queryByRole('textbox')).toBeNull();
  });

  it('has no end, and no length, while nobody is in its waiting room', async () => {
    const members = [member('Red', 0, { name: null, state: 'left', left_because: 'returned' })];
    const empty = conversation({ state: 'empty', began_at: null, messages: 0, members, events: [] });
    answer(getConversation, { ...empty, sequence: 1 });
    open();
    await screen.findByText('Everybody left before it began. It waits again when the next worker comes.');
    const state = screen.getByRole('region', { name: 'State' });
    expect(within(state).getByRole('status').textContent).toBe('Empty');
    within(state).getByText('0 messages');
    expect(screen.queryByRole('button', { name: 'End…' })).toBeNull();
    expect(screen.queryByRole('textbox')).toBeNull();
  });
});

describe('the page of the conversations of a run', () => {
  it('has each with its state and last words, and those of one state alone', async () => {
    const { events: _, earlier: __, ...row } = conversation();
    const counts = { waiting: 0, empty: 0, talking: 1, ended: 4 };
    answer(listConversations, { conversations: [row], counts, sequence: 1 });
    const me = openApp('/runs/films-1/conversations');
    const link = await screen.findByRole('link', { name: 'films-1.0' });
    expect(link.getAttribute('href')).toBe('/conversations/films-1.0');
    expect(link.closest('li')?.textContent).toMatch(/Talking.*2 messages.*Green.*\(away\).*Red: Ten\?/);
    await me.click(screen.getByText('Ended (4)'));
    await waitFor(() => expect(sentTo(listConversations).at(-1)?.query).toMatchObject({ state: 'ended' }));
  });

  it('says that there are none', async () => {
    openApp('/runs/films-1/conversations');
    await screen.findByText('No conversations yet');
  });
});
