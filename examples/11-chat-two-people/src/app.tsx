import { useConversation } from 'manyhands/hooks/use-conversation';
import { type Task, useTask } from 'manyhands/hooks/use-task';
import { Ended } from './ended.tsx';
import { useFocusAtFirst } from './focus.ts';
import { Left } from './left.tsx';
import { Talk } from './talk.tsx';
import { WaitingRoom } from './waiting-room.tsx';

/** What the page gets: the place. The things, and what they are worth, come with the first message. */
export type Item = { task_data: { place: string } };
/** The worker's piece of work. */
export type Work = Task<Item, Record<string, unknown>>;

/** The whole page: the waiting room, the negotiation, and its end, or the reason why there is none. */
export function App() {
  const task = useTask<Item>();
  // The page is loaded again after an answer, and each worker negotiates once.
  if (task.blockedCode === 'work/maximum-reached')
    return <Notice>Thank you. Your part is saved, and you can close this page: everybody takes part once.</Notice>;
  if (task.blockedReason) return <Notice>{task.blockedExplanation}</Notice>;
  if (task.isPreview) return <Preview />;
  if (!task.initialTaskData) return <Notice>One moment…</Notice>;
  if (task.submission === 'saved') return <Saved />;
  return <Conversation task={task} />;
}

function Conversation({ task }: { task: Work }) {
  const talk = useConversation();
  if (talk.phase === 'waiting') return <WaitingRoom talk={talk} task={task} />;
  if (talk.endReason === 'waited' || talk.endReason === 'left') return <Left talk={talk} task={task} />;
  return <Talk talk={talk}>{talk.phase === 'ended' && <Ended talk={talk} task={task} />}</Talk>;
}

/** In place of the button that handed in. */
function Saved() {
  const heading = useFocusAtFirst<HTMLHeadingElement>();
  return (
    <main className="notice">
      <h1 ref={heading} tabIndex={-1}>
        Saved
      </h1>
      <p role="status">Thank you.</p>
    </main>
  );
}

const Notice = ({ children }: { children: React.ReactNode }) => (
  <main className="notice">
    <h1>Divide the things of a flat</h1>
    <p role="status">{children}</p>
  </main>
);

const Preview = () => (
  <main className="notice">
    <h1>Divide the things of a flat</h1>
    <p>You and another worker have shared a flat, and one of you moves out. In a chat you agree on who gets what.</p>
    <ul>
      <li>
        Each thing is worth some points to you. The other has points of their own, and neither knows those of the other.
      </li>
      <li>You speak in turn. With a message you can make an offer, or accept that of the other.</li>
      <li>Without an agreement both of you get nothing. Each has six turns.</li>
    </ul>
    <p>You wait three minutes at most for somebody to come. If nobody does, you are paid for the wait.</p>
  </main>
);
