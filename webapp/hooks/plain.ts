import { type ConversationOfPage, openConversation } from './conversation.ts';
import { keeperOf } from './kept-words.ts';
import {
  browserWorld,
  type LiveListener,
  type LiveSocket,
  type LiveUpdate,
  newId,
  openLiveSocket,
} from './live-socket.ts';
import { openProcedures, type Procedures } from './procedures.ts';
import { sessionOfThisPage } from './session-of-page.ts';
import type { TaskState } from './task-state.ts';

// The package for pages without React. Built as one file, it is served beside every page as /manyhands.js.

export type { ConversationOfPage } from './conversation.ts';
export type { ConversationState } from './conversation-state.ts';
export { type LiveSocket, newId } from './live-socket.ts';
export { isMobile } from './packets.ts';
export { ProcedureFailed } from './procedures.ts';
export {
  AGENT_STATUS,
  CONNECTION_STATUS,
  doesSupportWebsockets,
  getBlockedExplanation,
  STATUS_TO_TEXT_MAP,
} from './statuses.ts';
export type { TaskState } from './task-state.ts';

/** A page's piece of work: its state, and what the page can do with it. */
export type PlainTask<Data, Config> = {
  /** What is known now; also the first value that `listen` gives. */
  state(): TaskState<Data, Config>;
  /** Calls a listener with each change, and now; returns a function that takes it away. */
  listen(listener: (state: TaskState<Data, Config>) => void): () => void;
  /** Resolves when there is a piece of work, or none for this worker. */
  ready(): Promise<TaskState<Data, Config>>;
  submit(answer: unknown): Promise<void>;
  submitMetadata(...metadata: unknown[]): Promise<unknown>;
  saveDraft(draft: unknown): void;
  /** Keeps what is to be handed in by itself in time, if the task says so. */
  setTaskSubmitData(answer: unknown): void;
  reportFatalError(error: unknown): Promise<void>;
  retryNow(): void;
  takeNextPiece(): void;
  /** Calls a procedure of the task's code; rejects with `ProcedureFailed`. */
  call: Procedures['call'];
  /** Listens to what the server sends for the present agent: updates and statuses. */
  connect(listener: LiveListener): LiveSocket;
  /** The conversation of this piece of work; call it when `ready` has resolved. */
  conversation(): ConversationOfPage;
};

type Past = { past_live_updates?: readonly LiveUpdate[] };
/** What was said before the page was loaded. */
const pastOf = ({ initialTaskData }: { initialTaskData: unknown }): readonly LiveUpdate[] =>
  ((initialTaskData ?? {}) as Past).past_live_updates ?? [];

type Live = { agentId: string; live: LiveSocket; procedures: Procedures; conversation?: ConversationOfPage };

/** Opens the piece of work of this page; every call gives the same one. */
export function openTask<Data = unknown, Config = Record<string, unknown>>(): PlainTask<Data, Config> {
  const session = sessionOfThisPage<Data, Config>();
  let present: Live | undefined;

  function liveNow(): Live {
    const { agentId } = session.state();
    if (agentId === null) throw new Error('There is no piece of work here yet: wait for ready().');
    if (present?.agentId === agentId) return present;
    present?.procedures.close();
    present?.live.close();
    const live = openLiveSocket(
      agentId,
      browserWorld,
      {},
      pastOf(session.state()).flatMap(({ update_id }) => update_id ?? []),
    );
    present = { agentId, live, procedures: openProcedures(live) };
    return present;
  }
  const isReady = ({ loaded, blockedReason }: TaskState<Data, Config>) => loaded || blockedReason !== null;

  session.start();
  return {
    state: session.state,
    listen(listener) {
      listener(session.state());
      return session.listen(() => listener(session.state()));
    },
    ready: () =>
      new Promise((resolve) => {
        if (isReady(session.state())) return resolve(session.state());
        const leave = session.listen(() => {
          if (!isReady(session.state())) return;
          leave();
          resolve(session.state());
        });
      }),
    submit: session.submit,
    submitMetadata: session.submitMetadata,
    saveDraft: (draft) => void session.saveDraft(draft),
    setTaskSubmitData: session.setDraft,
    reportFatalError: session.reportFatalError,
    retryNow: session.retryNow,
    takeNextPiece: session.takeNextPiece,
    call: async (name, args) => liveNow().procedures.call(name, args),
    connect(listener) {
      const { live } = liveNow();
      live.listen(listener);
      return live;
    },
    conversation() {
      const here = liveNow();
      here.conversation ??= openConversation(here.live, pastOf(session.state()), newId, keeperOf(here.agentId));
      return here.conversation;
    },
  };
}
