import { type FormEvent, useId, useState } from 'react';
import { useTask } from './use-task.ts';

type Question = string | { question: string };

type Props = {
  /** One field for each; without questions, one field for anything. */
  questions?: readonly Question[];
  /** Called when it was sent. */
  handleSubmit?: (opinion: { worker_opinion: { questions: { question: string; text: string }[] } }) => void;
  /** In letters. */
  maxTextLength?: number;
  textAreaWidth?: string;
  title?: string;
  /** Whether each question needs an answer. */
  required?: boolean;
};

const images = 'image/jpeg,image/png,image/gif';
const textOf = (question: Question): string => (typeof question === 'string' ? question : question.question);

/** Asks the worker what they think of the task, with pictures if they like; it is sent beside the answer. */
export function WorkerOpinion({
  questions = [],
  handleSubmit,
  maxTextLength = 700,
  textAreaWidth = '100%',
  title = 'Your feedback',
  required = false,
}: Props) {
  const { handleMetadataSubmit, agentId } = useTask();
  const [state, setState] = useState<'open' | 'sending' | 'sent' | 'failed'>('open');
  const id = useId();
  const asked = questions.length > 0 ? questions.map(textOf) : ['What do you think of this task?'];

  async function send(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    if (state === 'sending' || agentId === null) return;
    const form = new FormData(event.currentTarget);
    const answered = asked.map((question, nth) => ({ question, text: String(form.get(`${nth}`) ?? '').trim() }));
    const given = answered.filter(({ text }) => text !== '');
    if (given.length === 0) return;
    const opinion = { worker_opinion: { questions: given } };
    const files = form.getAll('attachments').filter((file): file is File => file instanceof File && file.size > 0);
    setState('sending');
    try {
      await handleMetadataSubmit(files.length > 0 ? formOf(opinion, files) : { type: 'worker_opinion', ...opinion });
      setState('sent');
      handleSubmit?.(opinion);
    } catch {
      setState('failed');
    }
  }

  if (state === 'sent') return <p role="status">Thank you, it was sent.</p>;
  return (
    <form onSubmit={(event) => void send(event)} aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      {asked.map((question, nth) => (
        <p key={question}>
          <label htmlFor={`${id}-${nth}`} dir="auto">
            {question}
          </label>
          <br />
          <textarea
            {...{ id: `${id}-${nth}`, name: `${nth}`, rows: 3, maxLength: maxTextLength, required }}
            dir="auto"
            style={{ width: textAreaWidth, boxSizing: 'border-box' }}
          />
        </p>
      ))}
      <p>
        <label htmlFor={`${id}-files`}>Pictures, if you like</label>
        <br />
        <input id={`${id}-files`} className="metadata" type="file" name="attachments" accept={images} multiple />
      </p>
      <p role="status">{state === 'failed' ? 'It could not be sent. Please try again.' : ''}</p>
      <button type="submit" aria-disabled={state === 'sending'}>
        Send
      </button>
    </form>
  );
}

function formOf(opinion: object, files: readonly File[]): FormData {
  const form = new FormData();
  const named = files.map(({ name, size, type, lastModified }) => ({ name, size, type, lastModified }));
  form.set('data', JSON.stringify(opinion));
  form.set('files', JSON.stringify(named));
  form.set('type', 'worker_opinion');
  for (const file of files) form.append('attachments', file);
  return form;
}
