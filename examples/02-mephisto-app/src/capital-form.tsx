import { type FormEvent, useState } from 'react';

type Props = {
  city: string;
  onSubmit: (state: string) => void;
  onOpinion: (text: string) => Promise<{ status: string }>;
  onFault: () => void;
};

/** One city and the question about it, an opinion beside it, and a button that reports a fault. */
export function CapitalForm({ city, onSubmit, onOpinion, onFault }: Props) {
  const [message, setMessage] = useState('');

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    onSubmit(String(new FormData(event.currentTarget).get('state')));
  }

  async function sendOpinion() {
    const { status } = await onOpinion('Easy to understand');
    setMessage(status);
  }

  function reportFault() {
    onFault();
    setMessage('The fault is reported.');
  }

  return (
    <form onSubmit={submit}>
      <h1>{city}</h1>
      <label>
        is the capital of
        <input name="state" autoComplete="off" required />
      </label>
      <button type="submit">Submit</button>
      <p>
        <button type="button" onClick={sendOpinion}>
          This was easy to understand
        </button>{' '}
        <button type="button" onClick={reportFault}>
          Something is broken
        </button>
      </p>
      <p role="status">{message}</p>
    </form>
  );
}
