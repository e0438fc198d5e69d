import type { Conversation } from 'manyhands/hooks/use-conversation';
import { useSecondsLeft } from 'manyhands/hooks/use-seconds-left';
import type { Work } from './app.tsx';
import { clockOf } from './clock.ts';

type Props = { talk: Conversation; task: Work };

/** Before the conversation: how long it takes at most, and whether this worker is still there. */
export function WaitingRoom({ talk, task }: Props) {
  const { waiting } = talk;
  const secondsLeft = useSecondsLeft(waiting?.until ?? null);
  const confirmSeconds = useSecondsLeft(waiting?.confirmUntil ?? null);
  const isAsked = waiting !== null && waiting.confirmUntil !== null && !waiting.isConfirmed;
  return (
    <main className="notice">
      <h1>{isAsked ? 'Somebody is there' : 'Waiting for somebody'}</h1>
      <p role="status">
        {isAsked ? 'Are you still there? It begins as soon as both of you say so.' : sentenceOf(talk)}
      </p>
      {isAsked && (
        <button type="button" className="main" onClick={talk.confirm}>
          I am here
        </button>
      )}
      <p className="quiet">{waiting?.confirmUntil ? `${clockOf(confirmSeconds)} left` : timeLeft(secondsLeft)}</p>
      {!isAsked && <p>Please keep this page open. It is about this: {task.initialTaskData?.task_data.place}.</p>}
    </main>
  );
}

function sentenceOf({ waiting, connection }: Conversation): string {
  if (connection === 'reconnecting') return 'The connection is lost. It is made again by itself.';
  if (waiting?.isConfirmed) return 'Waiting until the other says so, too.';
  return 'You are the first. It begins when another worker comes.';
}

const timeLeft = (seconds: number | null) =>
  seconds === null ? '' : `${clockOf(seconds)} left. If nobody comes until then, you are paid for the wait.`;
