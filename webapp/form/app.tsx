import type { ReactNode } from 'react';
import type { QuestionPage } from '../../src/api/question-page.ts';
import { useSecondsLeft } from '../hooks/use-seconds-left.ts';
import { useTask } from '../hooks/use-task.ts';
import { reasonOf, texts, workerPage } from '../worker/texts.ts';
import { Form } from './form.tsx';
import type { Item } from './item.ts';
import { pageKeyOf, topId, useFocusOnNext } from './training.tsx';

/** The whole page: the title, and an item with its questions or the reason why there is none. */
export function App({ page }: { page: QuestionPage }) {
  return (
    <main>
      <header>
        {!workerPage?.frame && <h1 dir="auto">{page.title}</h1>}
        <p className="quiet" dir="auto">
          {page.description}
        </p>
      </header>
      <Content page={page} />
    </main>
  );
}

function Content({ page }: { page: QuestionPage }) {
  const task = useTask<Item, Record<string, unknown>>();
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
  if (isPreview && task.loaded) return <Form {...{ page, task }} item={sampleOf(page)} />;
  if (secondsLeft === 0 && task.submission === 'none') {
    return (
      <Notice title={texts.timeUpTitle} action={texts.next} onAction={task.takeNextPiece}>
        {texts.timeUp}
      </Notice>
    );
  }
  // By unit, or page of the training: each begins with its own draft.
  if (item) return <Form key={pageKeyOf(task)} {...{ page, task, item }} />;
  if (task.failedAttempts > 1) {
    return (
      <Notice title={texts.unreachableTitle} action={texts.retry} onAction={task.retryNow}>
        {texts.unreachable}
      </Notice>
    );
  }
  return <p className="quiet loading">{texts.loading}</p>;
}

/** What a preview shows: the first item of the data, if the page has it, else the keys in place of their values. */
function sampleOf({ sample, show = [], questions }: QuestionPage): Item {
  if (sample) return sample;
  const keys = [...show.map(({ key }) => key), ...questions.flatMap(({ of }) => of ?? [])];
  return Object.fromEntries(keys.map((key) => [key, `{${key}}`]));
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
