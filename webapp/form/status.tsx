import { useEffect, useState } from 'react';
import { useSecondsLeft } from '../hooks/use-seconds-left.ts';
import { refusalOf, texts, textWith } from '../worker/texts.ts';
import type { ItemTask } from './task.ts';

/** What became of the answer, read out by screen readers when it changes; before that, a hint about the keyboard. */
export function StatusLine({ task, hint }: { task: ItemTask; hint: string }) {
  const [announced, announce] = useState('');
  const text = statusText(task, hint);
  // Readers announce changes only, so the line must be on the page before its text.
  useEffect(() => announce(text), [text]);
  const isTrouble = task.submission === 'refused' || task.failedAttempts > 0 || task.isServerLost || isOutdated(task);
  return (
    <div className={isTrouble ? 'status trouble' : 'status'}>
      <p role="status">{announced}</p>
      {task.failedAttempts > 0 && (
        <button type="button" className="plain" onClick={task.retryNow}>
          {texts.retry}
        </button>
      )}
    </div>
  );
}

/** Whether another page has submitted an answer to this unit, so that there is nothing to do but go on. */
export const isAnswered = ({ submission, refusalCode }: Pick<ItemTask, 'submission' | 'refusalCode'>) =>
  submission === 'refused' && refusalCode === 'agent/already-submitted';

/** Whether another page has saved a newer draft, so that what is entered here may be lost with a reload. */
const isOutdated = ({ submission, isDraftOlder }: ItemTask) => submission === 'none' && isDraftOlder;

function statusText(task: ItemTask, hint: string): string {
  const { submission, refusal, refusalCode, failedAttempts, isServerLost, isPreview } = task;
  if (isPreview) return '';
  if (submission === 'refused') {
    const reason = refusalOf(refusalCode, refusal);
    return isAnswered({ submission, refusalCode }) ? reason : textWith('refused', { reason });
  }
  if (failedAttempts > 0) return texts.notSent;
  if (submission === 'saved') return texts.thanks;
  if (isServerLost) return texts.serverLost;
  if (isOutdated(task)) return texts.newerDraft;
  return submission === 'none' && window.matchMedia('(hover: hover)').matches ? hint : '';
}

/** The time left, in minutes and towards the end in seconds; until the page submits by itself, where it does. */
export function TimeLeft({ task: { deadline, submitsAt } }: { task: Pick<ItemTask, 'deadline' | 'submitsAt'> }) {
  const seconds = useSecondsLeft(submitsAt ?? deadline);
  if (seconds === null) return null;
  const isShort = seconds <= 60;
  const key = submitsAt ? (isShort ? 'submitsInSeconds' : 'submitsInMinutes') : isShort ? 'secondsLeft' : 'minutesLeft';
  return (
    <>
      <p className={isShort ? 'time short' : 'time'}>{textWith(key, { seconds, minutes: Math.ceil(seconds / 60) })}</p>
      <p className="unseen" role="status">
        {isShort && texts.lastMinute}
      </p>
    </>
  );
}
