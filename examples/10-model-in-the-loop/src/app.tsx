import { type Task, useTask } from 'manyhands/hooks/use-task';
import { type Digit, DigitForm } from './digit-form.tsx';

/** The whole page: a digit to draw, or the reason why there is none. */
export function App() {
  const task = useTask<Digit>();
  return (
    <main>
      <Content task={task} />
    </main>
  );
}

function Content({ task }: { task: Task<Digit, Record<string, unknown>> }) {
  if (task.blockedReason) return <p role="status">{task.blockedExplanation}</p>;
  if (task.isPreview) return <Preview />;
  if (!task.initialTaskData) return <p role="status">One moment…</p>;
  return <DigitForm digit={task.initialTaskData} task={task} />;
}

const Preview = () => (
  <div className="card">
    <h1>Draw a digit</h1>
    <p>You draw a digit, and a small model on our computer says which one it sees.</p>
  </div>
);
