import type { Conversation } from 'manyhands/hooks/use-conversation';
import { useSecondsLeft } from 'manyhands/hooks/use-seconds-left';
import { useRef } from 'react';
import type { Work } from './app.tsx';
import { clockOf } from './clock.ts';
import { useFocusAtFirst, useKeptFocus } from './focus.ts';

type Props = { talk: Conversation; task: Work };

/** Before the conversation: how long it takes at most, and whether this worker is still there. */
export function WaitingRoom({ talk, task }: Props) {
  const { waiting } = talk;
  const heading = useRef<HTMLHeadingElement>(null);
  useKeptFocus(heading);
  const secondsLeft = useSecondsLeft(waiting?.until ?? null);
  const confirmSeconds = useSecondsLeft(waiting?.confirmUntil ?? null);
  const isAsked = waiting !== null && waiting.confirmUntil !== null && !waiting.isConfirmed;
  return (
    <main className="notice">
      <h1 ref={heading} tabIndex={-1}>
        {isAsked ? 'Somebody is there' : 'Waiting for somebody'}
      </h1>
      <p role="status">{!isAsked && sentenceOf(talk)}</p>
      {isAsked && <Confirmation onConfirm={talk.confirm} />}
      <p className="quiet">{waiting?.confirmUntil ? `${clockOf(confirmSeconds)} left` : timeLeft(secondsLeft)}</p>
      {!isAsked && <p>Please keep this page open. It is about this: {task.initialTaskData?.task_data.place}.</p>}
    </main>
  );
}

/** It is said at once, whatever else a screen reader reads, and one key answers it: time is short. */
function Confirmation({ onConfirm }: { onConfirm: () => void }) {
  const button = useFocusAtFirst<HTMLButtonElement>();
  return (
    <>
      <p role="alert">Are you still there? It begins as soon as both of you say so.</p>
      <button ref={button} type="button" className="main" onClick={onConfirm}>
        I am here
      </button>
    </>
  );
}

function sentenceOf({ waiting, connection }: Conversation): string {
  if (connection === 'reconnecting') return 'The connection is lost. It is made again by itself.';
  if (waiting?.isConfirmed) return 'Waiting until the other says so, too.';
  return 'You are the first. It begins when another worker comes.';
}

const timeLeft = (seconds: number | null) =>
  seconds === null ? '' : `${clockOf(seconds)} left. If nobody comes until then, you are paid for the wait.`;
