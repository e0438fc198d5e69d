import { useMephistoRemoteProcedureTask } from 'mephisto-task';
import { useState } from 'react';
import { createRoot } from 'react-dom/client';

/** A page as it is written for Mephisto's remote procedures, with npm's mephisto-task. */
function App() {
  const { initialTaskData, agentId, remoteProcedure, handleSubmit, isLoading, disconnectIssueText } =
    useMephistoRemoteProcedureTask({});
  const [said, setSaid] = useState([]);
  if (isLoading || !initialTaskData) return <p>Loading…</p>;
  const ask = (name, args) =>
    remoteProcedure(name)(args).then(
      (reply) => setSaid((before) => [...before, JSON.stringify(reply)]),
      ({ code, message }) => setSaid((before) => [...before, `${code}: ${message}`]),
    );
  return (
    <>
      <h1>{initialTaskData.task_data.text}</h1>
      <p>Agent {agentId}</p>
      <p>Asked before: {initialTaskData.previous_requests.length}</p>
      <button type="button" onClick={() => ask('count', { of: 'e' })}>
        Count
      </button>
      <button type="button" onClick={() => ask('strict', null)}>
        Fail
      </button>
      <button
        type="button"
        onClick={() =>
          remoteProcedure('count')
            .invoke({ of: 't' })
            .then((reply) => handleSubmit(reply))
        }
      >
        Submit
      </button>
      <ul>
        {said.map((text) => (
          <li key={text}>{text}</li>
        ))}
      </ul>
      <p>{disconnectIssueText}</p>
    </>
  );
}

createRoot(document.getElementById('app')).render(<App />);
