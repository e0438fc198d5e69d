import { useState } from 'react';
import { createRoot } from 'react-dom/client';
import { useProcedures } from '../../../webapp/hooks/use-procedures.ts';
import { useTask } from '../../../webapp/hooks/use-task.ts';

/** A page with the hooks of Manyhands that calls procedures. */
function App() {
  const { initialTaskData, handleSubmit, submission } = useTask();
  const { call, connection } = useProcedures();
  const [said, setSaid] = useState([]);
  if (!initialTaskData) return <p>Loading…</p>;
  const note = (text) => setSaid((before) => [...before, text]);
  const ask = (name, args) =>
    call(name, args).then(
      (reply) => note(JSON.stringify(reply)),
      ({ code, message }) => note(`${code}: ${message}`),
    );
  return (
    <>
      <h1>{initialTaskData.text}</h1>
      <p>Connection: {connection}</p>
      <button type="button" onClick={() => ask('count', { of: 'e' })}>
        Count
      </button>
      <button type="button" onClick={() => ask('strict')}>
        Fail
      </button>
      <button type="button" onClick={() => ask('slow')}>
        Slow
      </button>
      <button type="button" onClick={() => handleSubmit({ said })}>
        Submit
      </button>
      <p>Submission: {submission}</p>
      <ul>
        {said.map((text) => (
          <li key={text}>{text}</li>
        ))}
      </ul>
    </>
  );
}

createRoot(document.getElementById('app')).render(<App />);
