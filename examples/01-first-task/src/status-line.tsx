import type { Task } from 'manyhands/hooks/use-task';
import { useEffect, useState } from 'react';
import type { Config, Film } from './film.ts';
import { filmsDone } from './tally.ts';

/** What became of the answer, read out by screen readers when it changes. */
export function StatusLine({ task }: { task: Task<Film, Config> }) {
  const [announced, announce] = useState('');
  const text = statusText(task);
  // Readers announce changes only, so the line must be on the page before its text.
  useEffect(() => announce(text), [text]);
  return (
    <div className={task.submission === 'refused' || task.failedAttempts > 0 ? 'status trouble' : 'status'}>
      <p role="status">{announced}</p>
      {task.failedAttempts > 0 && (
        <button type="button" className="plain" onClick={task.retryNow}>
          Try now
        </button>
      )}
    </div>
  );
}

function statusText({ submission, refusal, failedAttempts, isPreview }: Task<Film, Config>): string {
  if (isPreview) return '';
  if (submission === 'refused') return `${refusal} Your answer was not taken.`;
  if (failedAttempts > 0)
    return 'Your answer is safe here, but the study cannot be reached. It is sent as soon as that is possible: please keep this page open.';
  if (submission === 'saved') return 'Thank you!';
  if (submission === 'sending') return '';
  const done = filmsDone();
  if (done > 0) return `Thank you. ${done} ${done === 1 ? 'film' : 'films'} done so far.`;
  return hasKeyboard() ? 'The keys 1 to 9 choose, Enter submits.' : '';
}

const hasKeyboard = () => window.matchMedia('(hover: hover)').matches;
