import type { Conversation } from 'manyhands/hooks/use-conversation';
import type { Work } from './app.tsx';
import { useFocusAtFirst } from './focus.ts';

/** After the conversation: how it ended, and the button that hands it in. */
export function Ended({ talk, task }: { talk: Conversation; task: Work }) {
  const button = useFocusAtFirst<HTMLButtonElement>();
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
