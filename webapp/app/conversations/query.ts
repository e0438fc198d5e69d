import { type ConversationState, conversationStates, listConversations } from '../../../src/api/conversations.ts';
import { pagesOf } from '../data/queries.ts';
import { oneOf, type RawSearch } from '../data/search.ts';

/** The state of which conversations are shown; all without one. */
export const readConversationsAddress = (raw: RawSearch): { state?: ConversationState } => {
  const state = oneOf(raw.state, conversationStates);
  return state ? { state } : {};
};

const pageRows = 30;

/** The conversations of a run, page after page. */
export const conversationsQuery = (run: string, { state }: { state?: ConversationState }) =>
  pagesOf(listConversations, { params: { run }, query: { state, limit: pageRows } });
