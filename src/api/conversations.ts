import { z } from 'zod';
import { endpoint } from './endpoint.ts';
import { After, File, Paged, Recorded } from './shapes.ts';

/** The states of a conversation; for the app, which has no schemas. */
export const conversationStates = ['waiting', 'empty', 'talking', 'ended'] as const;
/** Whether its people wait for each other, have all left before it began, talk, or have come to the end. */
export const ConversationState = z.enum(conversationStates);
export type ConversationState = z.infer<typeof ConversationState>;

const Speaker = z.enum(['member', 'bot', 'task', 'requester']);

/** Somebody in a seat: a worker, or a bot of the task's code. */
export const ConversationMember = z.object({
  /** Null for a bot. */
  agent: z.string().nullable(),
  worker: z.string().nullable(),
  unit: z.string().nullable(),
  seat: z.int(),
  /** As whom the others see them; null in a waiting room. */
  name: z.string().nullable(),
  role: z.string().nullable(),
  state: z.enum(['here', 'away', 'left']),
  /** Why they left; null unless they did. */
  left_because: z.string().nullable(),
});
export type ConversationMember = z.infer<typeof ConversationMember>;

/** Something that happened in a conversation. */
export const ConversationEvent = z.object({
  /** Its place in the log: later things have larger ones. */
  order: z.int(),
  at: z.string(),
  what: z.enum([
    'joined',
    'began',
    'said',
    'turn',
    'turn_over',
    'computed',
    'away',
    'back',
    'left',
    'seat_closed',
    'ended',
  ]),
  /** Of what was said, counted from 1. */
  number: z.int().nullable(),
  by: Speaker.nullable(),
  /** Who spoke, or whom it is about: their name in the conversation, agent and worker. */
  name: z.string().nullable(),
  agent: z.string().nullable(),
  worker: z.string().nullable(),
  /** What was said; null if it is a file because of its size. */
  text: z.string().nullable(),
  /** Further values of a message, the result of what was computed, or what the conversation ended with. */
  data: z.unknown(),
  file: File.nullable(),
  /** The names of those who alone heard it, none for the code of the task alone; null for everybody. */
  to: z.array(z.string()).nullable(),
  /** The questions of a turn. */
  form: z.unknown(),
  /** When a turn is over. */
  until: z.string().nullable(),
  /** Why somebody left, it ended, or the code failed. */
  reason: z.string().nullable(),
});
export type ConversationEvent = z.infer<typeof ConversationEvent>;

/** A conversation in a list. */
export const ConversationRow = z.object({
  /** The id of its assignment. */
  id: z.string(),
  run: z.string(),
  state: ConversationState,
  /** When the first of its people came; after all had left before it began, the first of the next ones. */
  opened_at: z.string(),
  began_at: z.string().nullable(),
  ended_at: z.string().nullable(),
  end_reason: z.string().nullable(),
  /** What a requester wrote about the end. */
  note: z.string().nullable(),
  /** How many messages it has. */
  messages: z.int(),
  members: z.array(ConversationMember),
  /** Its last words, cut short. */
  last: z.object({ name: z.string(), text: z.string(), at: z.string() }).nullable(),
});
export type ConversationRow = z.infer<typeof ConversationRow>;

/** A conversation with what happened in it. */
export const Conversation = ConversationRow.extend({
  /** In order; of more than were asked for, the last ones. */
  events: z.array(ConversationEvent),
  /** How many events went before these, also of those that were not asked for. */
  earlier: z.int(),
});
export type Conversation = z.infer<typeof Conversation>;

/** The longest text that a requester can say at once, in characters. */
export const maxSaidChars = 10_000;
/** The longest reason for an end, in characters. */
export const maxEndNoteChars = 1000;

const params = z.object({ conversation: z.string() });

export const listConversations = endpoint({
  name: 'listConversations',
  method: 'GET',
  path: '/api/runs/:run/conversations',
  summary: 'The conversations of a run, the newest first: who is in them, their state and their last words.',
  role: 'reader',
  params: z.object({ run: z.string() }),
  query: After.extend({ ...Paged.shape, state: ConversationState.optional() }),
  reply: z.object({
    conversations: z.array(ConversationRow),
    /** How many there are in each state. */
    counts: z.object({ waiting: z.int(), empty: z.int(), talking: z.int(), ended: z.int() }),
    cursor: z.string().optional(),
    sequence: z.int(),
  }),
});

export const getConversation = endpoint({
  name: 'getConversation',
  method: 'GET',
  path: '/api/conversations/:conversation',
  summary:
    'One conversation: who said what, in order; again with `since` whenever /api/live tells of a later sequence, to watch it.',
  role: 'reader',
  params,
  query: After.extend({
    limit: z.coerce.number().int().min(1).max(20_000).default(500),
    /** Only events after this `order`, such as that of the last one known. */
    since: z.coerce.number().int().nonnegative().optional(),
    /** Only events before this `order`. */
    before: z.coerce.number().int().nonnegative().optional(),
  }),
  reply: Conversation.extend({ sequence: z.int() }),
});

export const sayInConversation = endpoint({
  name: 'sayInConversation',
  method: 'POST',
  path: '/api/conversations/:conversation/messages',
  summary: 'Says something in a conversation as its requester, to everybody or to some of its members.',
  role: 'owner',
  params,
  body: z.strictObject({
    text: z.string().trim().min(1, 'must not be empty').max(maxSaidChars),
    /** The agents who alone hear it. */
    to: z.array(z.string()).min(1).max(100).optional(),
  }),
  reply: Recorded,
  status: 202,
});

export const endConversation = endpoint({
  name: 'endConversation',
  method: 'POST',
  path: '/api/conversations/:conversation/end',
  summary: 'Ends a conversation: those who are in it hand in what they have, and are reviewed and paid as ever.',
  role: 'owner',
  params,
  body: z.strictObject({ note: z.string().trim().max(maxEndNoteChars).optional() }).optional(),
  reply: Recorded,
  status: 202,
});
