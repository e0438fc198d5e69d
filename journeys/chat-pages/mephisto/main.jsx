import { useMephistoLiveTask } from 'mephisto-task';
import { useEffect, useReducer, useState } from 'react';
import { createRoot } from 'react-dom/client';

/** A page as it is written for Mephisto's live tasks, with npm's mephisto-task. */
function App() {
  const [said, hear] = useReducer((before, one) => [...before, one], []);
  const [context, take] = useReducer((before, more) => ({ ...before, ...more }), {});
  const [text, setText] = useState('');
  const { agentId, agentStatus, connect, connectionStatus, destroy, handleSubmit, isLoading, sendLiveUpdate, ...task } =
    useMephistoLiveTask({
      onLiveUpdate(update) {
        if (update.task_data) take(update.task_data);
        if (update.text) hear(update);
      },
    });
  // biome-ignore lint/correctness/useExhaustiveDependencies: `connect` is another function each time, as in Mephisto's own pages.
  useEffect(() => {
    if (agentId) connect(agentId);
  }, [agentId]);
  if (task.blockedReason) return <p>{task.blockedExplanation}</p>;
  if (isLoading) return <p>Loading…</p>;

  const send = () =>
    sendLiveUpdate({ id: agentId, text, task_data: { letters: text.length } }).then((own) => {
      hear({ ...own, id: context.agent_display_name });
      take({ live_update_requested: false });
      setText('');
    });
  const finish = () => {
    destroy();
    handleSubmit({ heard: said.length });
  };
  return (
    <>
      <p>Connection: {connectionStatus}</p>
      <p>Status: {agentStatus}</p>
      <p>Round: {context.round ?? 'none'}</p>
      <ol>
        {said.map(({ update_id, id, text }) => (
          <li key={update_id}>
            {id}: {text}
          </li>
        ))}
      </ol>
      <label>
        Message <input value={text} onChange={({ target }) => setText(target.value)} />
      </label>
      <button type="button" disabled={!context.live_update_requested || context.task_done} onClick={send}>
        Send
      </button>
      <button type="button" disabled={!context.task_done} onClick={finish}>
        Finish
      </button>
    </>
  );
}

createRoot(document.getElementById('app')).render(<App />);
