import type { Conversation } from 'manyhands/hooks/use-conversation';
import { useEffect, useRef } from 'react';
import type { Work } from './app.tsx';

/** After the conversation: how it ended, and the button that hands it in. */
export function Ended({ talk, task }: { talk: Conversation; task: Work }) {
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => button.current?.focus(), []);
  const form_responses = talk.said.flatMap(({ isOwn, data }) =>
    isOwn ? ((data.form_responses as object[]) ?? []) : [],
  );
  return (
    <>
      <p role="status">{sentenceOf(talk, task)}</p>
      <button
        ref={button}
        type="button"
        className="main"
        disabled={task.submission === 'sending'}
        onClick={() => void task.handleSubmit({ form_responses })}
      >
        Hand in
      </button>
    </>
  );
}

function sentenceOf({ endReason }: Conversation, { refusal }: Work): string {
  if (refusal) return refusal;
  if (endReason === 'done') return 'That was all. Please hand it in.';
  if (endReason === 'too-few') return 'The other has left. Please hand in: you are paid all the same.';
  return 'It has ended early. Please hand in: you are paid all the same.';
}
