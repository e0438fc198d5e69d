import type { Conversation } from 'manyhands/hooks/use-conversation';
import type { Work } from './app.tsx';
import { useFocusAtFirst } from './focus.ts';

/** For a worker who is no longer in the conversation: why, and the way to another one, unless they were paid: each is paid once. */
export function Left({ talk, task }: { talk: Conversation; task: Work }) {
  const heading = useFocusAtFirst<HTMLHeadingElement>();
  const hasWaited = talk.endReason === 'waited';
  return (
    <main className="notice">
      <h1 ref={heading} tabIndex={-1}>
        {hasWaited ? 'Nobody came in time' : 'You have left'}
      </h1>
      <p role="status">
        {hasWaited
          ? 'You are paid for the wait. Nothing is left to hand in, and you can close this page.'
          : 'Nothing came from you in time, so the conversation went on without you.'}
      </p>
      {!hasWaited && (
        <button type="button" className="main" onClick={task.takeNextPiece}>
          Look for another
        </button>
      )}
    </main>
  );
}
