import { cleanup, render } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { afterEach, vi } from 'vitest';
import { noConversation } from '../hooks/conversation-state.ts';
import { Chat, type ChatOptions } from './chat.tsx';
import type { ChatTask, Conversation } from './context.ts';
import type { Said, Waiting } from './from-hooks.ts';

afterEach(() => {
  cleanup();
  sessionStorage.clear();
});

let ids = 0;

/** Something that Robin has said, unless it says otherwise. */
export const specSaid = (text: string, changed: Partial<Said> = {}): Said => ({
  ...{ id: `m-${ids++}`, by: 'Robin', speaker: 'member', isOwn: false, text, data: {}, isPrivate: false, isSent: true },
  ...changed,
});

/** A wait of which everything is known. */
export const specWaiting = (changed: Partial<Waiting> = {}): Waiting => ({
  ...{ present: 1, seats: 2, until: null, confirmUntil: null, isConfirmed: false, roomsBefore: 0, afterwards: null },
  ...changed,
});

/** A conversation of Alex, whose page it is, and Robin. */
export const specConversation = (changed: Partial<Conversation> = {}): Conversation => ({
  ...noConversation,
  ...{ phase: 'talking', connection: 'connected', name: 'Alex', say: vi.fn(), confirm: vi.fn() },
  members: [
    { name: 'Alex', seat: 0 },
    { name: 'Robin', seat: 1 },
  ],
  ...changed,
});

/** A piece of work. */
export const specTask = (changed: Partial<ChatTask> = {}): ChatTask =>
  ({
    ...{ agentId: 'agent-1', isPreview: false, blockedReason: null, submission: 'none', refusal: null },
    ...{ initialTaskData: { task_data: {} }, taskConfig: { task_title: 'Chairs', task_description: 'Agree.' } },
    ...{ handleSubmit: vi.fn(async () => {}), takeNextPiece: vi.fn() },
    ...changed,
  }) as unknown as ChatTask;

type Changed = Partial<Conversation>;

/** Shows the page of a conversation; `now` goes on with other values of it. */
export function openChat(
  changed: Changed = {},
  { task: of = {}, ...options }: ChatOptions & { task?: Partial<ChatTask> } = {},
) {
  const task = specTask(of);
  let conversation = specConversation(changed);
  const page = () => <Chat task={task} conversation={conversation} {...options} />;
  const { rerender, unmount, container } = render(page());
  return {
    ...{ task, user: userEvent.setup(), unmount, container },
    say: conversation.say,
    confirm: conversation.confirm,
    now(next: Changed) {
      conversation = { ...conversation, ...next };
      rerender(page());
    },
  };
}
