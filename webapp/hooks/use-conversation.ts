import { useEffect, useState, useSyncExternalStore } from 'react';
import { type ConversationOfPage, openConversation } from './conversation.ts';
import { type ConversationState, noConversation } from './conversation-state.ts';
import { keeperOf } from './kept-words.ts';
import { liveOfPage } from './live-of-page.ts';
import { type LiveUpdate, newId } from './live-socket.ts';
import { useTask } from './use-task.ts';

/** A conversation as a page in React shows it, and what its worker can do there. */
export type Conversation = ConversationState & Pick<ConversationOfPage, 'say' | 'respond' | 'confirm'>;

type LiveData = { past_live_updates?: readonly LiveUpdate[] } | null;

// Kept while the page is open: a component that is taken away and comes back finds all that was said.
let present: { agentId: string; conversation: ConversationOfPage } | undefined;

function conversationFor(agentId: string, { past_live_updates: past = [] }: NonNullable<LiveData>): ConversationOfPage {
  if (present?.agentId === agentId) return present.conversation;
  present = { agentId, conversation: openConversation(liveOfPage(agentId), past, newId, keeperOf(agentId)) };
  return present.conversation;
}

const quiet = { listen: () => () => {}, state: () => noConversation };
const nothing = () => {};

/** The conversation of the worker's piece of work. */
export function useConversation(): Conversation {
  const { agentId, initialTaskData } = useTask<LiveData>();
  const [opened, setOpened] = useState<ConversationOfPage | null>(null);
  useEffect(() => {
    if (agentId !== null && initialTaskData) setOpened(conversationFor(agentId, initialTaskData));
  }, [agentId, initialTaskData]);
  const { listen, state } = opened ?? quiet;
  const { say = nothing, respond = nothing, confirm = nothing } = opened ?? {};
  return { ...useSyncExternalStore(listen, state), say, respond, confirm };
}
