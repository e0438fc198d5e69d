import { useSecondsLeft } from 'manyhands/hooks/use-seconds-left';
import { type Task, useTask } from 'manyhands/hooks/use-task';
import { useEffect } from 'react';
import { type Config, type Film, sampleFilm } from './film.ts';
import { FilmForm } from './film-form.tsx';
import { Notice } from './notice.tsx';
import { countFilm, filmsDone } from './tally.ts';

/** The whole page: a film to judge, or the reason why there is none. */
export function App() {
  const task = useTask<Film, Config>();
  useEffect(() => {
    if (task.submission === 'saved') countFilm();
  }, [task.submission]);
  return (
    <main>
      <Content task={task} />
    </main>
  );
}

function Content({ task }: { task: Task<Film, Config> }) {
  const { taskConfig, initialTaskData: film, isPreview } = task;
  const secondsLeft = useSecondsLeft(task.deadline);

  if (task.blockedReason) return <NoWork task={task} />;
  if (taskConfig && isPreview) return <FilmForm film={sampleFilm} genres={taskConfig.genres} task={task} />;
  if (secondsLeft === 0 && task.submission === 'none') return <TimeOver task={task} />;
  if (taskConfig && film) return <FilmForm film={film} genres={taskConfig.genres} task={task} />;
  if (task.failedAttempts > 1) {
    return (
      <Notice title="One moment" action="Try now" onAction={task.retryNow}>
        The study cannot be reached just now. This page keeps trying by itself; you need not do anything.
      </Notice>
    );
  }
  return <p className="quiet loading">Getting a film for you…</p>;
}

function NoWork({ task }: { task: Task<Film, Config> }) {
  const done = filmsDone();
  return (
    <Notice
      title={done > 0 ? 'That is all for now' : 'Nothing to do just now'}
      action="Look again"
      onAction={task.takeNextPiece}
    >
      {done > 0 && `Thank you: you have judged ${done} ${done === 1 ? 'film' : 'films'}. `}
      {task.blockedExplanation}
    </Notice>
  );
}

function TimeOver({ task }: { task: Task<Film, Config> }) {
  return (
    <Notice title="This film has moved on" action="Next film" onAction={task.takeNextPiece}>
      Its time was over, so it will be shown to someone else. There is no harm done.
    </Notice>
  );
}
