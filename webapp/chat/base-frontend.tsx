import type { ReactNode } from 'react';
import { ConnectionBanner } from './connection.tsx';
import { type Conversation, INPUT_MODE, type InputMode, useTexts } from './context.ts';
import { FormResponse } from './form-response.tsx';
import type { Said } from './from-hooks.ts';
import { MessageList } from './message-list.tsx';
import { type ChatMessageData, TextResponse } from './text-response.tsx';
import { fill } from './texts.ts';

type Props = {
  talk: Conversation;
  inputMode: InputMode;
  onMessageSend: (message: ChatMessageData) => unknown;
  /** What entered texts are kept under. */
  keepAs: string;
  useTurns?: boolean;
  renderMessage?: (said: Said, place: number) => ReactNode;
  renderExtra?: (said: Said) => ReactNode;
  /** What stands in place of the field for a text, or of that and of forms. */
  renderTextResponse?: () => ReactNode;
  renderResponse?: () => ReactNode;
  /** What stands there at the end. */
  end?: ReactNode;
};

/** The messages, and below them what the worker can do. */
export function BaseFrontend(props: Props) {
  const { talk, end, inputMode, renderMessage, renderExtra } = props;
  const { said, notices, connection } = talk;
  return (
    <div className="mh-chat-talk">
      <ConnectionBanner connection={connection} />
      <MessageList {...{ said, notices, connection, renderMessage, renderExtra }} />
      <div className="mh-chat-response">
        <Refusal talk={talk} />
        {inputMode === INPUT_MODE.DONE ? end : (props.renderResponse?.() ?? <Response {...props} />)}
      </div>
    </div>
  );
}

function Response({ talk, inputMode, onMessageSend, keepAs, useTurns = true, renderTextResponse }: Props) {
  const texts = useTexts();
  const isActive = inputMode === INPUT_MODE.READY_FOR_INPUT;
  if (talk.form && isActive)
    // By what they have said before, so that words of others change nothing.
    return (
      <FormResponse
        formOptions={talk.form}
        keepAs={`${keepAs}.${talk.said.filter(({ isOwn }) => isOwn).length}`}
        {...{ onMessageSend, refused: talk.refused }}
      />
    );
  const own = renderTextResponse?.();
  if (own !== undefined) return own;
  const { turnUntil: until, refused } = talk;
  const hint = inputMode === INPUT_MODE.INACTIVE ? texts.notBegun : useTurns ? undefined : '';
  return <TextResponse active={isActive} {...{ onMessageSend, keepAs, until, refused, hint }} />;
}

function Refusal({ talk: { refusal, refused, form } }: { talk: Conversation }) {
  const texts = useTexts();
  const text = refused && !form && !('form_responses' in refused.data) ? texts.refused : texts.refusedForm;
  return (
    <p role="alert" className="mh-chat-fault">
      {refusal !== null && fill(text, { reason: refusal })}
    </p>
  );
}
