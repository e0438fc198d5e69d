import { createRoot } from 'react-dom/client';
import { noConversation } from '../hooks/conversation-state.ts';
import { type ConversationOfPage, type ConversationState, openTask, type PlainTask } from '../hooks/plain.ts';
import css from './chat.css?inline';
import { Chat, type ChatOptions } from './chat.tsx';
import type { ChatTask, Conversation } from './context.ts';
import type { Said } from './from-hooks.ts';

// The package for pages without React. Built as one file, it is served beside every page as /manyhands-chat.js, and shares the piece of
// work with /manyhands-hooks.js, which it imports.

/** What a page without React says of its chat. */
export type MountOptions = Pick<
  ChatOptions,
  'title' | 'useTurns' | 'finalForm' | 'answer' | 'texts' | 'onMessagesChange' | 'defaultAppSettings'
> & {
  /** What stands beside the chat: a text, or an element of the page, which is moved there. */
  description?: string | Element;
  /** Gives an element that stands below the text of a message, if it likes. */
  extra?: (said: Said) => Element | null | undefined;
};

/** A chat on a page. */
export type MountedChat = {
  task: PlainTask<unknown, Record<string, unknown>>;
  conversation: ConversationOfPage;
  /** Resolves when the conversation is over. */
  ended: Promise<ConversationState>;
  unmount(): void;
};

/** A place for an element that React did not make. */
const Place = ({ element }: { element: Element }) => (
  <div ref={(place) => void (place && element.parentElement !== place && place.replaceChildren(element))} />
);

/** Shows the whole page of a conversation in an element; resolves when there is a piece of work. */
export async function mountChat(where: Element | string, options: MountOptions = {}): Promise<MountedChat> {
  const element = typeof where === 'string' ? document.querySelector(where) : where;
  if (!element) throw new Error(`There is no element ${where as string} on this page.`);
  addStyle();
  const task = openTask<unknown, Record<string, unknown>>();
  const root = createRoot(element);
  let conversation: ConversationOfPage | undefined;
  const { description, extra, ...others } = options;
  const extras = new Map<string, Element | null>();
  const shown: ChatOptions = {
    ...others,
    ...(description !== undefined && {
      description: typeof description === 'string' ? <p dir="auto">{description}</p> : <Place element={description} />,
    }),
    ...(extra && {
      renderExtra(said: Said) {
        if (!extras.has(said.id)) extras.set(said.id, extra(said) ?? null);
        const own = extras.get(said.id);
        return own && <Place element={own} />;
      },
    }),
  };
  const listening: (() => void)[] = [];
  const show = () => root.render(<Chat task={asInReact(task)} conversation={asShown(conversation)} {...shown} />);
  listening.push(task.listen(show));
  await task.ready();
  const { agentId } = task.state();
  if (agentId === null) return new Promise(() => {});
  const opened = task.conversation();
  conversation = opened;
  listening.push(opened.listen(show));
  show();
  const ended = new Promise<ConversationState>((resolve) => {
    const look = () => opened.state().phase === 'ended' && resolve(opened.state());
    opened.listen(look);
    look();
  });
  const unmount = () => {
    for (const leave of listening.splice(0)) leave();
    root.unmount();
  };
  return { task, conversation: opened, ended, unmount };
}

function addStyle(): void {
  if (document.querySelector('style[data-manyhands-chat]')) return;
  const style = document.createElement('style');
  style.dataset.manyhandsChat = '';
  style.textContent = css;
  // First, so that the page's own style is stronger.
  document.head.prepend(style);
}

/** The piece of work under the names that components know. */
function asInReact(task: PlainTask<unknown, Record<string, unknown>>): ChatTask {
  const state = task.state();
  return {
    ...state,
    isLoading: !state.loaded,
    handleSubmit: task.submit,
    handleMetadataSubmit: task.submitMetadata as ChatTask['handleMetadataSubmit'],
    handleFatalError: task.reportFatalError as ChatTask['handleFatalError'],
    setTaskSubmitData: task.setTaskSubmitData,
    saveDraft: task.saveDraft,
    submit: () => task.submit(undefined),
    retryNow: task.retryNow,
    takeNextPiece: task.takeNextPiece,
  };
}

const nothingYet: Conversation = { ...noConversation, say: () => {}, confirm: () => {} };
const asShown = (conversation?: ConversationOfPage): Conversation =>
  conversation ? { ...conversation.state(), say: conversation.say, confirm: conversation.confirm } : nothingYet;
