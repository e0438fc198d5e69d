import type { Connection, LiveUpdate } from './live-socket.ts';
import { AGENT_STATUS } from './statuses.ts';

/** A question of a form that is answered in place of writing a text. */
export type FormQuestion = { question: string; type: 'choices' | 'text'; choices?: string[] };

/** Something that was said in a conversation, as this page shows it. */
export type Said = {
  id: string;
  /** The name of whoever said it; that of the task's own code is "System". */
  by: string;
  /** What that is: somebody in the conversation, a bot there, the task's own code, or a requester who watches. */
  speaker: 'member' | 'bot' | 'task' | 'requester';
  isOwn: boolean;
  text: string;
  /** What came with the text: `task_data`. */
  data: Readonly<Record<string, unknown>>;
  /** Whether others do not get it. */
  isPrivate: boolean;
  /** Whether the server has it; what others said always is. */
  isSent: boolean;
  /** The turn that it ended, which goes on if the server refuses it. */
  turn?: Turn;
};

type Turn = Pick<ConversationState, 'isMyTurn' | 'turnUntil' | 'form'>;

/** What happened to somebody else in a conversation, and how many messages came before. */
export type Notice = {
  id: string;
  what: 'left' | 'joined' | 'away' | 'back';
  name: string;
  after: number;
  seat?: number;
  /** Until when somebody else can take the place of one who has left, while that is open. */
  replacedUntil?: Date;
};

/** Somebody in a conversation; `isAway` while their page is not connected. */
export type Person = { name: string; role?: string; seat: number; isAway?: boolean };

/** What a worker waits for before a conversation begins. */
export type Waiting = {
  present: number;
  seats: number;
  /** When the wait is over. */
  until: Date | null;
  /** Until when somebody can say that they are still there, if they are asked. */
  confirmUntil: Date | null;
  isConfirmed: boolean;
  /** How many other conversations get their people before this one. */
  roomsBefore: number;
  /** What happens at the end of the wait: it begins with fewer or with bots, or ends, with pay or without; null if that is not known. */
  afterwards: 'go_on' | 'bot' | 'pay' | 'end' | null;
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
  notices: readonly Notice[];
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
  /** Those words. */
  refused: Pick<Said, 'id' | 'text' | 'data'> | null;
  /** The status of this page's agent, as the server said it last. */
  status: string | null;
  connection: Connection;
};

/** A conversation before anything is known of it. */
export const noConversation: ConversationState = {
  ...{ phase: 'waiting', waiting: null, name: null, role: null, members: [], said: [], notices: [] },
  ...{ isMyTurn: false, turnUntil: null, form: null, endReason: null, refusal: null, refused: null, status: null },
  connection: 'connecting',
};

/** The statuses of an agent that can do nothing more. */
const lost = new Set<string>([
  ...[AGENT_STATUS.DISCONNECT, AGENT_STATUS.RETURNED, AGENT_STATUS.EXPIRED, AGENT_STATUS.TIMEOUT],
]);

/** The conversation once the status of the page's agent is known: who has left hears nothing else of it. */
export function withStatus(before: ConversationState, status: string): ConversationState {
  const state = before.status === status ? before : { ...before, status };
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
  // Whoever says something may send values alone; a form that comes before its turn is said by nobody.
  const isSaid = update.said_by !== undefined || textOf(update.text) !== '';
  const heard = isSaid ? hear(state, update, data) : state;
  return told(noticed(heard, data, update.update_id ?? `n-${state.notices.length}`), data);
}

function hear(state: ConversationState, update: LiveUpdate, data: Values): ConversationState {
  const { update_id = `m-${state.said.length}`, id, text, is_private, said_by } = update;
  const by = textOf(id);
  // Not by the name: another one may have the same.
  const isOwn = update.is_own === true;
  const speaker = speakers.has(said_by as string) ? (said_by as Said['speaker']) : 'member';
  const one = { id: update_id, by, speaker, isOwn, text: textOf(text), data, isPrivate: is_private === true && !isOwn };
  // Own words come only when the page is loaded again; the turn was over with them.
  return { ...state, ...(isOwn ? over : {}), said: [...state.said, { ...one, isSent: true }] };
}

const speakers = new Set<string>(['member', 'bot', 'task', 'requester']);

/** Takes in what happens to others. */
function noticed(state: ConversationState, data: Values, id: string): ConversationState {
  const next = { ...state };
  for (const what of ['left', 'joined', 'away', 'back'] as const) {
    const name = data[`member_${what}`];
    if (typeof name !== 'string') continue;
    const notice = { id: `${id}-${what}`, what, name, after: next.said.length };
    const until = what === 'left' ? dateOf(data.replaced_until) : null;
    // Who came later has never had them among the members.
    const seat = data.left_seat ?? next.members.find((one) => one.name === name)?.seat;
    const search = until && typeof seat === 'number' ? { seat, replacedUntil: until } : {};
    next.notices = [...next.notices, { ...notice, ...search }];
    if (what === 'left') next.members = next.members.filter((one) => one.name !== name);
    else if (what === 'joined') next.members = withNewcomer(next.members, name, data.member);
    else next.members = next.members.map((one) => (one.name === name ? { ...one, isAway: what === 'away' } : one));
  }
  return next;
}

const membersIn = ({ members }: Values): readonly Person[] => (Array.isArray(members) ? members : []);

/** Takes in that a free place was taken, was closed, or stays open for longer after an interruption of the server. */
function searched(notices: readonly Notice[], data: Values): readonly Notice[] {
  const present = [...membersIn(data), ...(data.member ? [data.member as Person] : [])].map(({ seat }) => seat);
  const settledSeats = new Set<unknown>(data.closed_seat === undefined ? present : [...present, data.closed_seat]);
  const least = data.member_left === undefined ? dateOf(data.replaced_until) : null;
  if (data.task_done !== true && settledSeats.size === 0 && !least) return notices;
  return notices.map((notice) => {
    if (!notice.replacedUntil) return notice;
    const { replacedUntil, ...settled } = notice;
    if (data.task_done === true || settledSeats.has(notice.seat)) return settled;
    return least && replacedUntil < least ? { ...notice, replacedUntil: least } : notice;
  });
}

const withNewcomer = (members: readonly Person[], name: string, member: unknown): readonly Person[] =>
  [
    ...members.filter((one) => one.name !== name),
    (member as Person | undefined) ?? { name, seat: members.length },
  ].sort((one, other) => one.seat - other.seat);

/** Takes in what the server says of the conversation itself. */
function told(state: ConversationState, data: Values): ConversationState {
  const next = { ...state, notices: searched(state.notices, data) };
  if (data.waiting && next.phase === 'waiting') next.waiting = waitingIn(data.waiting as Values);
  if (Array.isArray(data.members)) {
    Object.assign(next, { phase: 'talking', members: data.members as Person[], waiting: null });
    Object.assign(next, { name: textOf(data.agent_display_name) || null, role: textOf(data.role) || null });
  }
  if (data.respond_with_form !== undefined)
    next.form = Array.isArray(data.respond_with_form) ? (data.respond_with_form as FormQuestion[]) : null;
  if (typeof data.live_update_requested === 'boolean') {
    next.isMyTurn = data.live_update_requested;
    next.turnUntil = next.isMyTurn ? dateOf(data.turn_until) : null;
    if (!next.isMyTurn) next.form = null;
  } else if (next.isMyTurn && data.turn_until !== undefined) next.turnUntil = dateOf(data.turn_until);
  if (data.task_done === true)
    Object.assign(next, { ...over, phase: 'ended', endReason: textOf(data.end_reason) || 'done' });
  return next;
}

/** Nobody waits for this page. */
export const over = { isMyTurn: false, turnUntil: null, form: null };

const endsOfWaiting = new Set<unknown>(['go_on', 'bot', 'pay', 'end']);

const waitingIn = ({ present, seats, wait_until, confirm_until, confirmed, ...more }: Values): Waiting => ({
  ...{ present: Number(present), seats: Number(seats), until: dateOf(wait_until) },
  ...{ confirmUntil: dateOf(confirm_until), isConfirmed: confirmed === true },
  roomsBefore: Number(more.rooms_before ?? 0),
  afterwards: endsOfWaiting.has(more.after_waiting) ? (more.after_waiting as Waiting['afterwards']) : null,
});

const sent = (state: ConversationState, id: string): ConversationState => ({
  ...state,
  said: state.said.map((one) => (one.id === id ? { ...one, isSent: true } : one)),
});

function withoutRefused(state: ConversationState, { message, update_id }: Values): ConversationState {
  const place = state.said.findIndex(({ id }) => id === update_id);
  const one = state.said[place];
  if (!one) return { ...state, refusal: textOf(message) };
  const said = state.said.filter((other) => other !== one);
  const notices = state.notices.map((notice) =>
    notice.after > place ? { ...notice, after: notice.after - 1 } : notice,
  );
  const turn = state.phase === 'talking' && !state.isMyTurn ? one.turn : undefined;
  const { id, text, data } = one;
  return { ...state, ...turn, said, notices, refusal: textOf(message), refused: { id, text, data } };
}
