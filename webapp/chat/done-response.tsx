import { type ReactNode, useEffect, useRef, useState } from 'react';
import { type ChatTask, type Conversation, useTexts } from './context.ts';
import { FormResponse, type Question } from './form-response.tsx';
import { AGENT_STATUS, STATUS_TO_TEXT_MAP } from './from-hooks.ts';
import { fill } from './texts.ts';

type ButtonProps = {
  onTaskComplete: () => unknown;
  displayText?: string;
  isBusy?: boolean;
};

/** Hands in. */
export function DoneButton({ onTaskComplete, displayText, isBusy = false }: ButtonProps) {
  const texts = useTexts();
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => button.current?.focus({ preventScroll: true }), []);
  const label = displayText ?? texts.doneButton;
  return (
    // It stays reachable while it is busy, so that the focus is not lost.
    <button
      ref={button}
      type="button"
      className="mh-chat-main"
      aria-disabled={isBusy}
      onClick={() => !isBusy && onTaskComplete()}
    >
      {isBusy ? texts.handingIn : label}
    </button>
  );
}

type Props = {
  /** Hands in, with the answers to the last form. */
  onTaskComplete: (answers?: Record<string, unknown>) => unknown;
  doneText?: ReactNode;
  /** Why it was not taken. */
  fault?: string | null;
  isBusy?: boolean;
  /** Questions to answer before. */
  finalForm?: readonly Question[];
  keepAs?: string;
};

/** The end of a conversation: what has come of it, questions if there are any, and the button that hands in. */
export function DoneResponse({ onTaskComplete, doneText, fault, isBusy = false, finalForm, keepAs = '' }: Props) {
  const texts = useTexts();
  const [answers, setAnswers] = useState<Record<string, unknown>>();
  const hasForm = finalForm !== undefined && finalForm.length > 0;
  const complete = (given?: Record<string, unknown>) => {
    setAnswers(given);
    onTaskComplete(given);
  };
  return (
    <div className="mh-chat-end">
      <p role="status">{doneText ?? texts.done}</p>
      <p role="alert" className="mh-chat-fault">
        {fault && fill(texts.notHandedIn, { reason: fault })}
      </p>
      {hasForm && answers === undefined ? (
        <FormResponse
          formOptions={finalForm}
          keepAs={`${keepAs}.end`}
          buttonText={texts.doneButton}
          onMessageSend={({ task_data }) => complete(task_data)}
        />
      ) : (
        <DoneButton isBusy={isBusy} onTaskComplete={() => complete(answers)} />
      )}
    </div>
  );
}

/** For whoever is no longer in a conversation: why, and the way to another task. */
export function Gone({ talk, task }: { talk: Pick<Conversation, 'endReason' | 'status'>; task: ChatTask }) {
  const texts = useTexts();
  const hasWaited = talk.endReason === 'waited';
  const why = STATUS_TO_TEXT_MAP[talk.status ?? ''] ?? STATUS_TO_TEXT_MAP[AGENT_STATUS.EXPIRED];
  return (
    <section className="mh-chat-middle">
      <h2 tabIndex={-1}>{hasWaited ? texts.waitedTitle : texts.leftTitle}</h2>
      <p role="status">{hasWaited ? texts.waited : why}</p>
      <button type="button" className="mh-chat-main" onClick={task.takeNextPiece}>
        {texts.next}
      </button>
    </section>
  );
}
