import type { ReactNode } from 'react';
import { useSecondsLeft } from '../hooks/use-seconds-left.ts';
import { reasonOf, texts } from '../worker/texts.ts';
import type { Item } from './item.ts';
import type { ItemTask } from './task.ts';
import { topId, useFocusOnNext } from './training.tsx';

type Props = { task: ItemTask; preview: () => ReactNode; work: (item: Item) => ReactNode };

/** The preview or the worker's item, or the reason why there is none. */
export function Gate({ task, preview, work }: Props) {
  const secondsLeft = useSecondsLeft(task.deadline);
  const { initialTaskData: item, isPreview, onboardingEnd } = task;
  useFocusOnNext(task);

  if (task.blockedReason && onboardingEnd === 'failed')
    return <Notice title={texts.trainingFailedTitle}>{texts.trainingFailed}</Notice>;
  if (task.blockedReason) {
    const { title, text, isDone } = reasonOf(task.blockedCode ?? task.blockedReason, task.blockedExplanation ?? '');
    return (
      <Notice title={title} action={isDone ? undefined : texts.refresh} onAction={task.takeNextPiece}>
        {text}
      </Notice>
    );
  }
  if (isPreview && task.loaded) return preview();
  if (secondsLeft === 0 && task.submission === 'none') {
    return (
      <Notice title={texts.timeUpTitle} action={texts.next} onAction={task.takeNextPiece}>
        {texts.timeUp}
      </Notice>
    );
  }
  if (item) return work(item);
  if (task.failedAttempts > 1) {
    return (
      <Notice title={texts.unreachableTitle} action={texts.retry} onAction={task.retryNow}>
        {texts.unreachable}
      </Notice>
    );
  }
  return <p className="quiet loading">{texts.loading}</p>;
}

function Notice(props: { title: string; children: ReactNode; action?: string; onAction?: () => void }) {
  return (
    <section className="card notice" aria-live="polite">
      <h2 id={topId} tabIndex={-1}>
        {props.title}
      </h2>
      <p>{props.children}</p>
      {props.action && (
        <button type="button" onClick={props.onAction}>
          {props.action}
        </button>
      )}
    </section>
  );
}
