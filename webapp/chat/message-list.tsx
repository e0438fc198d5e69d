import { type ReactNode, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { useTexts } from './context.ts';
import { type Entry, entriesOf, keyOf } from './entries.ts';
import type { ConversationState, Said } from './from-hooks.ts';
import { fill, timeOfDay } from './texts.ts';

/** How far from its end, in pixels, a list still counts as read to the end. */
const nearEnd = 48;

type PaneProps = {
  children: ReactNode;
  /** Changes whenever something is added. */
  scrollBottomKey: unknown;
  /** Shows the end in any case, such as after own words. */
  isOwnLast?: boolean;
};

/** A list that shows its end, unless its reader has gone back: then they get a button that leads there. */
export function ChatPane({ children, scrollBottomKey, isOwnLast = false }: PaneProps) {
  const texts = useTexts();
  const log = useRef<HTMLDivElement>(null);
  const isAtEnd = useRef(true);
  const [hasMore, setHasMore] = useState(false);
  const top = useRef(0);
  const scrollToEnd = () => {
    if (!log.current) return;
    log.current.scrollTop = log.current.scrollHeight;
    top.current = log.current.scrollTop;
  };
  const toEnd = () => {
    scrollToEnd();
    isAtEnd.current = true;
    setHasMore(false);
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: whenever something is added
  useLayoutEffect(() => {
    if (isAtEnd.current || isOwnLast) toEnd();
    else setHasMore(true);
  }, [scrollBottomKey]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: it reads references only
  useEffect(() => {
    if (!log.current || typeof ResizeObserver !== 'function') return;
    // The keyboard of a telephone makes the list shorter.
    const observer = new ResizeObserver(() => {
      if (isAtEnd.current) scrollToEnd();
    });
    observer.observe(log.current);
    return () => observer.disconnect();
  }, []);
  function noteScroll() {
    const { scrollHeight = 0, scrollTop = 0, clientHeight = 0 } = log.current ?? {};
    const isNearEnd = scrollHeight - scrollTop - clientHeight < nearEnd;
    // Only who goes back leaves the end: where the list became shorter, this may be called before it is scrolled.
    if (isNearEnd || scrollTop < top.current) isAtEnd.current = isNearEnd;
    top.current = scrollTop;
    if (isNearEnd) setHasMore(false);
  }
  return (
    <div className="mh-chat-list">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it is scrolled with the keyboard, too */}
      <div ref={log} className="mh-chat-log" role="log" aria-label={texts.log} tabIndex={0} onScroll={noteScroll}>
        {children}
      </div>
      {hasMore && (
        <button
          type="button"
          className="mh-chat-more"
          onClick={() => {
            toEnd();
            // The button goes, and its focus with it.
            log.current?.focus({ preventScroll: true });
          }}
        >
          {texts.newMessages}
        </button>
      )}
    </div>
  );
}

type ListProps = Pick<ConversationState, 'said' | 'notices' | 'connection'> & {
  /** Shows a message in place of the usual way. */
  renderMessage?: (said: Said, place: number) => ReactNode;
  /** Adds something below the text of a message. */
  renderExtra?: (said: Said) => ReactNode;
};

/** Everything that was said and that happened. */
export function MessageList({ said, notices, connection, renderMessage, renderExtra }: ListProps) {
  const isShown = ({ text, data }: Said) =>
    text !== '' || renderExtra !== undefined || (renderMessage !== undefined && !('form_responses' in data));
  const entries = entriesOf(said, notices, isShown);
  const show = (entry: Entry) => {
    if ('notice' in entry) return <NoticeItem key={keyOf(entry)} notice={entry.notice} />;
    const own = renderMessage?.(entry.said, entry.nth);
    if (own !== undefined) return <div key={keyOf(entry)}>{own}</div>;
    return (
      <SaidItem key={keyOf(entry)} said={entry.said} isConnected={connection === 'connected'}>
        {renderExtra?.(entry.said)}
      </SaidItem>
    );
  };
  return (
    <ChatPane scrollBottomKey={entries.length} isOwnLast={said.at(-1)?.isOwn}>
      {entries.map(show)}
    </ChatPane>
  );
}

function NoticeItem({ notice: { what, name, replacedUntil } }: { notice: ConversationState['notices'][number] }) {
  const texts = useTexts();
  const text = replacedUntil
    ? fill(texts.leftOpen, { name, time: timeOfDay(replacedUntil) })
    : fill(texts[what], { name });
  return <SystemMessage text={text} />;
}

function SaidItem({ said, isConnected, children }: { said: Said; isConnected: boolean; children?: ReactNode }) {
  const texts = useTexts();
  const { by, speaker, isOwn, isPrivate, isSent, text } = said;
  const called = { task: texts.system, requester: texts.requester, bot: by, member: by }[speaker];
  return (
    <ChatMessage
      isSelf={isOwn}
      agentName={isOwn ? texts.you : called}
      speaker={speaker}
      remark={isPrivate ? texts.privately : undefined}
      message={text}
    >
      {children}
      {!isSent && <p className="mh-chat-fate">{isConnected ? texts.sending : texts.unsent}</p>}
    </ChatMessage>
  );
}

type MessageProps = {
  /** Whether it is this worker's. */
  isSelf: boolean;
  agentName: string;
  message: string;
  speaker?: Said['speaker'];
  /** Stands beside the name. */
  remark?: string;
  /** How long it was thought about, in ms. */
  duration?: number;
  children?: ReactNode;
};

/** One message, as text and nothing else. */
export function ChatMessage({
  isSelf,
  agentName,
  message,
  speaker = 'member',
  remark,
  duration,
  children,
}: MessageProps) {
  return (
    <article className={`mh-chat-message mh-chat-by-${isSelf ? 'self' : speaker}`}>
      <p className="mh-chat-name">
        <strong dir="auto">{agentName}</strong>
        {remark !== undefined && <span> {remark}</span>}
        {duration !== undefined && <span> {Math.round(duration / 1000)} s</span>}
      </p>
      {message !== '' && (
        <p className="mh-chat-text" dir="auto">
          {message}
        </p>
      )}
      {children}
    </article>
  );
}

/** Something that nobody said, between the messages. */
export const SystemMessage = ({ text, children }: { text: string; children?: ReactNode }) => (
  <p className="mh-chat-notice">
    {text}
    {children}
  </p>
);
