import type { Connection, LiveListener, LiveSocket, LiveUpdate } from './live-socket.ts';
import { AGENT_STATUS } from './statuses.ts';

/** A question of a form that is answered in place of writing a text. */
export type FormQuestion = { question: string; type: 'choices' | 'text'; choices?: string[] };

/** Something that was said in a conversation, as this page shows it. */
export type Said = {
  id: string;
  /** The name of whoever said it; that of the task's own code is "System". */
  by: string;
  isOwn: boolean;
  text: string;
  /** What came with the text: `task_data`. */
  data: Readonly<Record<string, unknown>>;
  /** Whether others do not get it. */
  isPrivate: boolean;
  /** Whether the server has it; what others said always is. */
  isSent: boolean;
};

/** Somebody in a conversation. */
export type Person = { name: string; role?: string; seat: number };

/** What a worker waits for before a conversation begins. */
export type Waiting = {
  present: number;
  seats: number;
  /** When the wait is over. */
  until: Date | null;
  /** Until when somebody can say that they are still there, if they are asked. */
  confirmUntil: Date | null;
  isConfirmed: boolean;
};

/** A conversation as its page knows it at a moment. */
export type ConversationState = {
  phase: 'waiting' | 'talking' | 'ended';
  /** Null until the server has said it. */
  waiting: Waiting | null;
  name: string | null;
  role: string | null;
  members: readonly Person[];
  said: readonly Said[];
  isMyTurn: boolean;
  /** When the turn is over. */
  turnUntil: Date | null;
  /** The questions to answer with this turn, if it is a form. */
  form: readonly FormQuestion[] | null;
  /**
   * Why it ended: `done`, or what came between. `waited` when nobody came in time, and `left` when this worker is no longer in it; then there is
   * nothing to hand in.
   */
  endReason: string | null;
  /** Why the last words were not taken, in a sentence. */
  refusal: string | null;
  connection: Connection;
};

/** A conversation before anything is known of it. */
export const noConversation: ConversationState = {
  ...{ phase: 'waiting', waiting: null, name: null, role: null, members: [], said: [], isMyTurn: false },
  ...{ turnUntil: null, form: null, endReason: null, refusal: null, connection: 'connecting' },
};

/** The statuses of an agent that can do nothing more. */
const lost = new Set<string>([
  ...[AGENT_STATUS.DISCONNECT, AGENT_STATUS.RETURNED, AGENT_STATUS.EXPIRED, AGENT_STATUS.TIMEOUT],
]);

/** The conversation once the status of the page's agent is known: who has left hears nothing else of it. */
export function withStatus(state: ConversationState, status: string): ConversationState {
  if (state.phase === 'ended') return state;
  const isPaid = status === AGENT_STATUS.COMPLETED || status === AGENT_STATUS.PARTNER_DISCONNECT;
  const hasWaited = state.phase === 'waiting' && isPaid;
  if (!hasWaited && !lost.has(status)) return state;
  return { ...state, ...over, phase: 'ended', waiting: null, endReason: hasWaited ? 'waited' : 'left' };
}

type Values = Record<string, unknown>;
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
const dateOf = (value: unknown): Date | null =>
  typeof value === 'string' || typeof value === 'number' ? new Date(value) : null;

/** The conversation after an update of the server. */
export function after(state: ConversationState, update: LiveUpdate): ConversationState {
  const { acknowledges, refused } = update as { acknowledges?: string; refused?: Values };
  if (acknowledges !== undefined) return sent(state, acknowledges);
  if (refused) return withoutRefused(state, refused);
  const data = (update.task_data ?? {}) as Values;
  const heard = 'text' in update && textOf(update.text) !== '' ? hear(state, update, data) : state;
  return told(heard, data);
}

function hear(state: ConversationState, update: LiveUpdate, data: Values): ConversationState {
  const { update_id = `m-${state.said.length}`, id, text, is_private } = update;
  const by = textOf(id);
  const isOwn = by === state.name;
  const one = { id: update_id, by, isOwn, text: textOf(text), data, isPrivate: is_private === true && !isOwn };
  // Own words come only when the page is loaded again; the turn was over with them.
  return { ...state, ...(isOwn ? over : {}), said: [...state.said, { ...one, isSent: true }] };
}

/** Takes in what the server says of the conversation itself. */
function told(state: ConversationState, data: Values): ConversationState {
  const next = { ...state };
  if (data.waiting && next.phase === 'waiting') next.waiting = waitingIn(data.waiting as Values);
  if (Array.isArray(data.members)) {
    Object.assign(next, { phase: 'talking', members: data.members as Person[], waiting: null });
    Object.assign(next, { name: textOf(data.agent_display_name) || null, role: textOf(data.role) || null });
  }
  if (typeof data.member_left === 'string') next.members = next.members.filter(({ name }) => name !== data.member_left);
  if (Array.isArray(data.respond_with_form)) next.form = data.respond_with_form as FormQuestion[];
  if (typeof data.live_update_requested === 'boolean') {
    next.isMyTurn = data.live_update_requested;
    next.turnUntil = next.isMyTurn ? dateOf(data.turn_until) : null;
    if (!next.isMyTurn) next.form = null;
  }
  if (data.task_done === true)
    Object.assign(next, { ...over, phase: 'ended', endReason: textOf(data.end_reason) || 'done' });
  return next;
}

const over = { isMyTurn: false, turnUntil: null, form: null };

const waitingIn = ({ present, seats, wait_until, confirm_until, confirmed }: Values): Waiting => ({
  ...{ present: Number(present), seats: Number(seats), until: dateOf(wait_until) },
  ...{ confirmUntil: dateOf(confirm_until), isConfirmed: confirmed === true },
});

const sent = (state: ConversationState, id: string): ConversationState => ({
  ...state,
  said: state.said.map((one) => (one.id === id ? { ...one, isSent: true } : one)),
});

function withoutRefused(state: ConversationState, { message, update_id }: Values): ConversationState {
  const said = state.said.filter(({ id }) => id !== update_id);
  const wasTurn = said.length < state.said.length && state.phase === 'talking';
  return { ...state, said, refusal: textOf(message), isMyTurn: state.isMyTurn || wasTurn };
}

type Response = { question: string; response: string };
const inWords = ({ question, response }: Response) =>
  /[?!.:]$/.test(question) ? `${question} ${response}` : `${question}: ${response}`;

/** What a page does in a conversation. */
export type ConversationOfPage = {
  state(): ConversationState;
  /** Calls a function after each change; gives one that takes it away. */
  listen(listener: () => void): () => void;
  /** Says a text, with further values as its `task_data`. */
  say(text: string, data?: Record<string, unknown>): void;
  /** Answers the form of this turn: a response for each question. */
  respond(responses: readonly string[]): void;
  /** Says that this worker is still there. */
  confirm(): void;
};

/** Follows a conversation over the connection of its page; `past` is what was there when the page was loaded. */
export function openConversation(
  live: Pick<LiveSocket, 'listen' | 'post' | 'connection'>,
  past: readonly LiveUpdate[],
  newId: () => string,
): ConversationOfPage {
  const listeners = new Set<() => void>();
  const seen = new Set<string>();
  let state: ConversationState = { ...noConversation, connection: live.connection() };
  const change = (next: ConversationState) => {
    state = next;
    for (const listener of listeners) listener();
  };
  const take = (update: LiveUpdate) => {
    if (update.update_id !== undefined) {
      if (seen.has(update.update_id)) return;
      seen.add(update.update_id);
    }
    change(after(state, update));
  };
  for (const update of past) take(update);
  const listener: LiveListener = {
    onUpdate: take,
    onStatus: (status) => change(withStatus(state, status)),
    onConnection: (connection) => change({ ...state, connection }),
  };
  live.listen(listener);

  function say(text: string, data: Record<string, unknown> = {}): void {
    const update_id = newId();
    const own = { id: update_id, by: state.name ?? '', isOwn: true, text, data, isPrivate: false, isSent: false };
    change({ ...state, ...over, refusal: null, said: [...state.said, own] });
    void live.post({ update_id, text, task_data: data });
  }
  return {
    ...{ state: () => state, say },
    listen(one) {
      listeners.add(one);
      return () => void listeners.delete(one);
    },
    respond(responses) {
      const form_responses = (state.form ?? []).map(({ question }, at) => ({
        question,
        response: responses[at] ?? '',
      }));
      say(form_responses.map(inWords).join('\n'), { form_responses });
    },
    confirm: () => void live.post({ update_id: newId(), text: '', task_data: { confirm: true } }),
  };
}
