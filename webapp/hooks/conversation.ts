import {
  after,
  type ConversationState,
  type FormQuestion,
  noConversation,
  over,
  type Said,
  withStatus,
} from './conversation-state.ts';
import { keepsNothing, type WordsKeeper } from './kept-words.ts';
import { type LiveListener, type LiveSocket, type LiveUpdate, settledBy } from './live-socket.ts';

type Response = { question: string; response: string };
const inWords = ({ question, response }: Response) =>
  /[?!.:]$/.test(question) ? `${question} ${response}` : `${question}: ${response}`;

/** How long the text is at most that shows answers to a form; the answers themselves are whole beside it. */
const maxShownLength = 2000;

/** How long each answer to a form may be, in UTF-16 code units, so that all of them are one message that the server takes. */
export const maxResponseLength = (questions: number): number => Math.min(10_000, Math.floor(28_000 / questions));

/** The message that answers a form, with a response for each question. */
export function formReply(form: readonly Pick<FormQuestion, 'question'>[], responses: readonly string[]) {
  const form_responses = form.map(({ question }, at) => ({ question, response: responses[at] ?? '' }));
  const text = form_responses.map(inWords).join('\n');
  const characters = [...text];
  const shown = characters.length > maxShownLength ? `${characters.slice(0, maxShownLength).join('')}…` : text;
  return { text: shown, task_data: { form_responses } };
}

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
  keeper: WordsKeeper = keepsNothing,
): ConversationOfPage {
  const listeners = new Set<() => void>();
  const seen = new Set<string>();
  let state: ConversationState = { ...noConversation, connection: live.connection() };
  const change = (next: ConversationState) => {
    state = next;
    for (const listener of listeners) listener();
  };
  const take = (update: LiveUpdate) => {
    for (const id of settledBy(update)) keeper.drop(id);
    if (update.update_id !== undefined) {
      if (seen.has(update.update_id)) return;
      seen.add(update.update_id);
    }
    change(after(state, update));
  };
  for (const update of past) take(update);
  for (const { update_id, text, task_data } of keeper.all()) show(update_id, text, task_data);
  const listener: LiveListener = {
    onUpdate: take,
    onStatus: (status) => change(withStatus(state, status)),
    onConnection: (connection) => change({ ...state, connection }),
  };
  live.listen(listener);

  /** Shows own words, and sends them until the server says that it has them or does not take them. */
  function show(id: string, text: string, data: Record<string, unknown>): void {
    const { isMyTurn, turnUntil, form, name } = state;
    const speaks = { by: name ?? '', speaker: 'member' as const, isOwn: true, isPrivate: false, isSent: false };
    const own: Said = { id, text, data, ...speaks, ...(isMyTurn && { turn: { isMyTurn, turnUntil, form } }) };
    change({ ...state, ...over, refusal: null, refused: null, said: [...state.said, own] });
    void live.post({ update_id: id, text, task_data: data });
  }
  function say(text: string, data: Record<string, unknown> = {}): void {
    const update_id = newId();
    keeper.keep({ update_id, text, task_data: data });
    show(update_id, text, data);
  }
  return {
    ...{ state: () => state, say },
    listen(one) {
      listeners.add(one);
      return () => void listeners.delete(one);
    },
    respond(responses) {
      const { text, task_data } = formReply(state.form ?? [], responses);
      say(text, task_data);
    },
    confirm: () => void live.post({ update_id: newId(), text: '', task_data: { confirm: true } }),
  };
}
