import { useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { type ConversationOfPage, type ConversationState, noConversation, openConversation } from './conversation.ts';
import { browserWorld, type LiveUpdate, newId, openLiveSocket } from './live-socket.ts';
import { useTask } from './use-task.ts';

/** A conversation as a page in React shows it, and what its worker can do there. */
export type Conversation = ConversationState & Pick<ConversationOfPage, 'say' | 'respond' | 'confirm'>;

type LiveData = { past_live_updates?: readonly LiveUpdate[] } | null;

const quiet = { listen: () => () => {}, state: () => noConversation };
const nothing = () => {};

/** The conversation of the worker's piece of work. */
export function useConversation(): Conversation {
  const { agentId, initialTaskData } = useTask<LiveData>();
  const [opened, setOpened] = useState<ConversationOfPage | null>(null);
  const past = useRef<readonly LiveUpdate[]>([]);
  past.current = initialTaskData?.past_live_updates ?? [];
  const isThere = initialTaskData !== null;
  useEffect(() => {
    if (agentId === null || !isThere) return;
    const live = openLiveSocket(agentId, browserWorld);
    setOpened(openConversation(live, past.current, newId));
    return () => live.close();
  }, [agentId, isThere]);
  const { listen, state } = opened ?? quiet;
  const { say = nothing, respond = nothing, confirm = nothing } = opened ?? {};
  return { ...useSyncExternalStore(listen, state), say, respond, confirm };
}
