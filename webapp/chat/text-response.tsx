import { type FormEvent, type KeyboardEvent, type RefObject, useEffect, useRef } from 'react';
import { useTexts } from './context.ts';
import { canTakeFocus } from './focus.ts';
import { useSecondsLeft } from './from-hooks.ts';
import { useOwnId } from './own-id.ts';
import { useStored } from './stored.ts';
import { clock, fill } from './texts.ts';

/** What is said, as Mephisto's chat has it. */
export type ChatMessageData = { text: string; task_data?: Record<string, unknown> };

type Props = {
  onMessageSend: (message: ChatMessageData) => unknown;
  /** Whether it can be sent now; it can be written in any case. */
  active: boolean;
  /** Says why it cannot be sent now, or that it can. */
  hint?: string;
  /** When the turn is over. */
  until?: Date | null;
  /** What the text is kept under over a reload. */
  keepAs?: string;
  /** Words that were not taken: they come back into the field. */
  refused?: { id: string; text: string } | null;
  /** With more characters it cannot be sent; nothing of it is cut off. */
  maxLength?: number;
};

/** How many characters of a text can be sent. */
export const maxTextLength = 10_000;

/** When the time left is said aloud, in seconds. */
const announced = [10, 30, 60];

/** The field for a text. Enter sends, unless it ends the choice of a word; Shift and Enter begin a new line. What is written stays until it is sent. */
export function TextResponse({
  onMessageSend,
  active,
  hint,
  until = null,
  keepAs = '',
  refused = null,
  maxLength = maxTextLength,
}: Props) {
  const texts = useTexts();
  const id = useOwnId();
  const field = useRef<HTMLTextAreaElement>(null);
  const [text, setText] = useStored(`manyhands.writing.${keepAs}`);
  const isEmpty = text.trim() === '';
  const isTooLong = text.trim().length > maxLength;
  const canSend = active && !isEmpty && !isTooLong;
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each refusal
  useEffect(() => {
    if (refused && refused.text !== text) setText(isEmpty ? refused.text : `${refused.text}\n${text}`);
  }, [refused?.id]);
  useEffect(() => {
    if (active && canTakeFocus()) field.current?.focus({ preventScroll: true });
  }, [active]);
  useGrowing(field, text);

  function send(event?: FormEvent) {
    event?.preventDefault();
    if (!canSend) return;
    setText('');
    onMessageSend({ text: text.trim(), task_data: {} });
    field.current?.focus();
  }
  function onKeyDown(event: KeyboardEvent) {
    const { isComposing, keyCode } = event.nativeEvent;
    // Safari ends the choice of a word before it says that Enter was pressed, with this code.
    if (event.key !== 'Enter' || event.shiftKey || isComposing || keyCode === 229) return;
    event.preventDefault();
    send();
  }
  return (
    <form className="mh-chat-composer" onSubmit={send}>
      <p className="mh-chat-turn" id={`${id}-hint`}>
        <span role="status" data-active={active}>
          {hint ?? (active ? texts.yourTurn : texts.otherTurn)}
        </span>
        <TimeLeft until={active ? until : null} />
      </p>
      <div className="mh-chat-row">
        <label className="mh-chat-unseen" htmlFor={id}>
          {texts.message}
        </label>
        <textarea
          {...{
            id,
            ref: field,
            rows: 1,
            placeholder: texts.message,
            value: text,
            enterKeyHint: 'send',
            onKeyDown,
          }}
          aria-invalid={isTooLong}
          aria-describedby={`${id}-hint ${id}-fault ${id}-keys`}
          dir="auto"
          onChange={({ target }) => setText(target.value)}
        />
        <button type="submit" className="mh-chat-main" disabled={!canSend}>
          {texts.send}
        </button>
      </div>
      <p role="alert" className="mh-chat-fault" id={`${id}-fault`}>
        {isTooLong && fill(texts.tooLong, { most: maxLength })}
      </p>
      <p className="mh-chat-keys" id={`${id}-keys`}>
        {texts.keys}
      </p>
    </form>
  );
}

/** Makes a field as high as its text. */
function useGrowing(field: RefObject<HTMLTextAreaElement | null>, text: string): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: its height follows the text
  useEffect(() => {
    if (!field.current) return;
    field.current.style.height = 'auto';
    field.current.style.height = `${field.current.scrollHeight + 2}px`;
  }, [text]);
}

/** The time left of a turn; it is said aloud three times at most. */
export function TimeLeft({ until }: { until: Date | null }) {
  const texts = useTexts();
  const seconds = useSecondsLeft(until);
  if (seconds === null) return null;
  const said = announced.find((limit) => seconds <= limit);
  return (
    <>
      <span className="mh-chat-time" data-hurry={seconds <= 30}>
        {fill(texts.timeLeft, { time: clock(seconds) })}
      </span>
      <span className="mh-chat-unseen" role="status">
        {said !== undefined && fill(texts.hurry, { seconds: said })}
      </span>
    </>
  );
}
