import type { z } from 'zod';
import {
  type ConversationState,
  conversationStates,
  getConversation,
  listConversations,
} from '../../../src/api/conversations.ts';
import { fetchReply, keyOf, queryClient } from '../data/api.ts';
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

type Watched = z.output<typeof getConversation.reply>;

/** How many events are fetched at once, as many as the server gives without being asked, and how many at most. */
export const [pageEvents, mostEvents] = [500, 20_000];

/** Whether one part of a conversation follows the other, with nothing missing between. */
const follows = (known: Watched, next: Pick<Watched, 'earlier'>): boolean =>
  next.earlier === known.earlier + known.events.length;

/** A conversation as it is watched: its last events, to which those are added that come, and earlier ones page by page. */
export function watchedConversation(id: string) {
  const params = { conversation: id };
  const queryKey = keyOf(getConversation, { params });
  const present = () => queryClient.getQueryData<Watched>(queryKey);

  /** What is new, after what is known; everything that is shown, if something is missing between. */
  async function fetchNew({ signal }: { signal?: AbortSignal }): Promise<Watched> {
    const since = present()?.events.at(-1)?.order;
    if (since === undefined) return fetchReply(getConversation, { params, signal });
    const reply = await fetchReply(getConversation, { params, query: { since }, signal });
    // Earlier events may have come meanwhile.
    const known = present();
    if (known && follows(known, reply)) {
      const events = reply.events.length > 0 ? [...known.events, ...reply.events] : known.events;
      return { ...reply, events, earlier: known.earlier };
    }
    const shown = reply.earlier + reply.events.length - (known?.earlier ?? 0);
    const limit = Math.min(Math.max(shown, pageEvents), mostEvents);
    return fetchReply(getConversation, { params, query: { limit }, signal });
  }

  /** Adds one page of the events before those that are known. */
  async function fetchEarlier(): Promise<void> {
    const before = present()?.events[0]?.order;
    if (before === undefined) return;
    const page = await fetchReply(getConversation, { params, query: { before } });
    queryClient.setQueryData<Watched>(queryKey, (known) => {
      const isNext = known?.events[0]?.order === before && follows(page, known);
      return isNext ? { ...known, events: [...page.events, ...known.events], earlier: page.earlier } : known;
    });
  }

  // Events never change, so a long conversation is not compared with itself.
  return { query: { queryKey, queryFn: fetchNew, structuralSharing: false }, fetchEarlier };
}
