import { type FormEvent, useState } from 'react';
import { texts } from '../worker/texts.ts';
import { sendMetadata } from './requests.ts';

type Props = {
  agentId: string;
  /** The questions; their texts are the labels of the fields. */
  questions: readonly string[];
  /** What is sent, from the questions with their answers. */
  toMetadata: (answers: { question: string; text: string }[]) => object;
};

const maxLetters = 5000;

/** Questions with free text, which are sent beside the answer. */
export function Feedback({ agentId, questions, toMetadata }: Props) {
  const [state, setState] = useState<'open' | 'sending' | 'sent' | 'failed'>('open');

  async function send(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    if (state === 'sending') return;
    const form = new FormData(event.currentTarget);
    const answers = questions
      .map((question, nth) => ({ question, text: String(form.get(String(nth)) ?? '').trim() }))
      .filter(({ text }) => text !== '');
    if (answers.length === 0) return;
    setState('sending');
    setState((await sendMetadata(agentId, toMetadata(answers))) ? 'sent' : 'failed');
  }

  if (state === 'sent') return <p role="status">{texts.sent}</p>;
  return (
    <form onSubmit={(event) => void send(event)}>
      {questions.map((question, nth) => (
        <label key={question}>
          <span dir="auto">{question}</span>
          <textarea name={String(nth)} rows={3} maxLength={maxLetters} dir="auto" />
        </label>
      ))}
      <p role="status" className="trouble">
        {state === 'failed' ? texts.notSentNow : ''}
      </p>
      <button type="submit" aria-disabled={state === 'sending'}>
        {texts.send}
      </button>
    </form>
  );
}

/** A report of a problem, as feedback about the work of an agent. */
export const Report = ({ agentId }: { agentId: string }) => (
  <Feedback
    agentId={agentId}
    questions={[texts.reportLabel]}
    toMetadata={([answer]) => ({ type: 'feedback', ...answer })}
  />
);

/** The task's questions about itself, as the opinion of a worker. */
export const Opinion = ({ agentId, questions }: { agentId: string; questions: readonly string[] }) => (
  <Feedback
    agentId={agentId}
    questions={questions}
    toMetadata={(answers) => ({ type: 'worker_opinion', worker_opinion: { questions: answers } })}
  />
);
