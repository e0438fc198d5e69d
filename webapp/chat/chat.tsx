import { type ReactNode, useEffect, useMemo, useRef, useState } from 'react';
import { BaseFrontend } from './base-frontend.tsx';
import {
  AppContext,
  type AppContextValue,
  type AppSettings,
  type ChatTask,
  type Conversation,
  defaultAppSettings,
  inputModeOf,
  TextsContext,
  useTexts,
} from './context.ts';
import { DefaultTaskDescription, People, SidePane } from './description.tsx';
import { DoneResponse, Gone } from './done-response.tsx';
import { useKeptFocus } from './focus.ts';
import type { Question } from './form-response.tsx';
import { type ConversationState, MephistoContext, type Said } from './from-hooks.ts';
import { useLastOne } from './last-one.ts';
import { useSound, VolumeControl } from './sound.tsx';
import type { ChatMessageData } from './text-response.tsx';
import { defaultTexts, type Texts } from './texts.ts';
import { useFittingHeight } from './viewport.ts';
import { WaitingRoom } from './waiting-room.tsx';

/** What functions that show a part of the chat get. */
export type Shown = { mephistoContext: ChatTask; appContext: AppContextValue };
/** What functions that show the response get besides. */
export type ShownResponse = Shown & {
  onMessageSend: (message: ChatMessageData) => Promise<void>;
  inputMode: string;
  active: boolean;
  conversation: Conversation;
};

/** How a chat looks and behaves; all of it may be left out. */
export type ChatOptions = {
  /** The title of the task without it. */
  title?: string;
  /** What stands beside the chat; the task's description without it. */
  description?: ReactNode;
  /** Whether only who is asked can send; true without it. */
  useTurns?: boolean;
  defaultAppSettings?: Partial<AppSettings>;
  /** Questions at the end; the answers are handed in as `form_responses`. */
  finalForm?: readonly Question[];
  /** What is handed in; the answers to the last form without it. */
  answer?: (conversation: ConversationState, answers: Record<string, unknown>) => unknown;
  /** Other words for workers. */
  texts?: Partial<Texts>;
  renderMessage?: (of: Shown & { message: Said; idx: number }) => ReactNode;
  /** Adds something below the text of a message. */
  renderExtra?: (said: Said) => ReactNode;
  renderSidePane?: (of: Shown) => ReactNode;
  renderTextResponse?: (of: ShownResponse) => ReactNode;
  renderResponse?: (of: ShownResponse) => ReactNode;
  onMessagesChange?: (messages: readonly Said[]) => void;
};

/** The whole page of a conversation: waiting room, talk and end, or why there is none. */
export function Chat({ task, conversation, ...options }: ChatOptions & { task: ChatTask; conversation: Conversation }) {
  const texts = useMemo((): Texts => ({ ...defaultTexts, ...options.texts }), [options.texts]);
  const root = useFittingHeight();
  useKeptFocus(root);
  const { useTurns = true } = options;
  const [settings, setSettings] = useState<AppSettings>({
    ...defaultAppSettings,
    useTurns,
    ...options.defaultAppSettings,
  });
  const { said, phase } = conversation;
  const { onMessagesChange } = options;
  const latest = useRef(onMessagesChange);
  latest.current = onMessagesChange;
  useEffect(() => latest.current?.(said), [said]);
  useSound(conversation.isMyTurn || isAsked(conversation) || phase === 'ended', settings.volume);

  const hand = (answers: Record<string, unknown> = {}) =>
    task.handleSubmit(options.answer ? options.answer(conversation, answers) : answers);
  const appContext: AppContextValue = {
    taskContext: taskContextOf(task, conversation),
    appSettings: settings,
    setAppSettings: (changed) => setSettings((before) => ({ ...before, ...changed })),
    onTaskComplete: () => void hand(),
  };
  return (
    <TextsContext.Provider value={texts}>
      <MephistoContext.Provider value={task}>
        <AppContext.Provider value={appContext}>
          <div ref={root} className="mh-chat" data-phase={phase}>
            <Pane {...{ task, conversation, options, appContext }} />
            <main className="mh-chat-body">
              <Body {...{ task, conversation, options, appContext, hand }} />
            </main>
          </div>
        </AppContext.Provider>
      </MephistoContext.Provider>
    </TextsContext.Provider>
  );
}

type Parts = { task: ChatTask; conversation: Conversation; options: ChatOptions; appContext: AppContextValue };

const isAsked = ({ waiting }: Conversation) =>
  waiting !== null && waiting.confirmUntil !== null && !waiting.isConfirmed;

/** Everything that came as `task_data`. */
function taskContextOf({ initialTaskData }: ChatTask, { said, name, role, members, isMyTurn, phase }: Conversation) {
  const { task_data } = (initialTaskData ?? {}) as { task_data?: object };
  const control = {
    agent_display_name: name,
    role,
    members,
    live_update_requested: isMyTurn,
    task_done: phase === 'ended',
  };
  return Object.assign({}, task_data, ...said.map(({ data, isOwn }) => (isOwn ? {} : data)), control) as Record<
    string,
    unknown
  >;
}

function Pane({ task, conversation, options, appContext }: Parts) {
  const { task_title, task_description } = (task.taskConfig ?? {}) as Record<string, string | undefined>;
  const title = options.title ?? task_title ?? '';
  const { phase, members, name } = conversation;
  const { appSettings, setAppSettings } = appContext;
  return (
    <SidePane title={title} isClosed={phase !== 'waiting' || isAsked(conversation)}>
      {options.renderSidePane?.({ mephistoContext: task, appContext }) ?? (
        <DefaultTaskDescription chatTitle={title}>
          {options.description ?? <p dir="auto">{task_description}</p>}
        </DefaultTaskDescription>
      )}
      {phase === 'talking' && <People members={members} ownName={name} />}
      {!task.isPreview && !task.blockedReason && (
        <VolumeControl volume={appSettings.volume} onVolumeChange={(volume) => setAppSettings({ volume })} />
      )}
    </SidePane>
  );
}

function Body({
  task,
  conversation,
  options,
  appContext,
  hand,
}: Parts & { hand: (answers?: Record<string, unknown>) => unknown }) {
  const texts = useTexts();
  const { phase, endReason, waiting, say, confirm } = conversation;
  const keepAs = task.agentId ?? '';
  const last = useLastOne(task, conversation);
  const ofLast = last && (last === 'lost' ? texts.lastLost : texts.lastHandedIn);
  if (task.blockedReason) return <Notice before={ofLast}>{task.blockedExplanation}</Notice>;
  if (task.isPreview) return <Preview task={task} />;
  if (!task.initialTaskData) return <Notice>{texts.loading}</Notice>;
  if (task.submission === 'saved') return <Notice>{texts.thanks}</Notice>;
  if (endReason === 'waited' || endReason === 'left') return <Gone talk={conversation} task={task} />;
  if (phase === 'waiting') return <WaitingRoom {...{ waiting, ofLast }} onConfirm={confirm} />;
  const { useTurns } = appContext.appSettings;
  const inputMode = inputModeOf(conversation, useTurns);
  const onMessageSend = async ({ text, task_data }: ChatMessageData) => say(text, task_data);
  const shown = { mephistoContext: task, appContext };
  const active = inputMode === 'ready_for_input';
  const response = { ...shown, onMessageSend, inputMode, active, conversation };
  const { renderMessage, renderExtra, renderResponse, renderTextResponse } = options;
  const end = (
    <DoneResponse
      onTaskComplete={hand}
      doneText={endReason === 'done' ? texts.done : endReason === 'too-few' ? texts.tooFew : texts.endedEarly}
      {...{ fault: task.refusal, isBusy: task.submission === 'sending', finalForm: options.finalForm, keepAs }}
    />
  );
  return (
    <BaseFrontend
      {...{ talk: conversation, inputMode, onMessageSend, keepAs, useTurns, renderExtra, end }}
      renderMessage={renderMessage && ((message, idx) => renderMessage({ ...shown, message, idx }))}
      renderResponse={renderResponse && (() => renderResponse(response))}
      renderTextResponse={renderTextResponse && (() => renderTextResponse(response))}
    />
  );
}

const Notice = ({ before, children }: { before?: string | null; children: ReactNode }) => (
  <section className="mh-chat-middle">
    {before && <p>{before}</p>}
    <p role="status" tabIndex={-1}>
      {children}
    </p>
  </section>
);

function Preview({ task: { previewHtml } }: { task: ChatTask }) {
  const texts = useTexts();
  return (
    <section className="mh-chat-middle">
      {/* biome-ignore lint/security/noDangerouslySetInnerHtml: the task's own config says it */}
      {previewHtml !== null && <div dangerouslySetInnerHTML={{ __html: previewHtml }} />}
      <p role="status">{texts.previewEnd}</p>
    </section>
  );
}
