import { useLayoutEffect, useRef } from 'react';
import { texts, textWith } from '../worker/texts.ts';
import type { ItemTask } from './task.ts';

/** The id of what gets the focus when another page is shown without a reload. */
export const topId = 'top';

/** What stands above a page of the training: how far the worker is, and why the last answer was wrong. */
export function TrainingHead({ step }: { step: NonNullable<ItemTask['onboarding']> }) {
  const { page, pages, mistakes, wrong, explanation } = step;
  return (
    <section className="training">
      <h2 id={topId} tabIndex={-1}>
        {pages === 1 ? texts.training : textWith('trainingPage', { page, pages })}
      </h2>
      {page === 1 && !wrong && <p className="quiet">{texts.trainingAbout}</p>}
      {wrong && (
        // Made anew, so that it is read out again.
        <p key={mistakes} className="explanation" role="alert">
          <strong>{texts.trainingWrong}</strong>
          {explanation !== undefined && <span dir="auto">{explanation}</span>}
        </p>
      )}
    </section>
  );
}

/** What a page is, by which its draft is kept: the unit, or a page of the training. */
export const pageKeyOf = ({ agentId, onboarding }: Pick<ItemTask, 'agentId' | 'onboarding'>): string | null =>
  agentId !== null && onboarding ? `${agentId}.${onboarding.page}` : agentId;

/** Moves the focus to the top, where it says what is new, when another page is shown, or the same one after a mistake. */
export function useFocusOnNext(task: Pick<ItemTask, 'agentId' | 'onboarding' | 'blockedReason'>): void {
  const now = task.blockedReason ?? `${pageKeyOf(task) ?? ''} ${task.onboarding?.mistakes ?? ''}`;
  const isLoading = task.agentId === null && !task.blockedReason;
  const before = useRef<string>(undefined);
  // Before it is painted: who sees the page may press a key, which moves the focus further.
  useLayoutEffect(() => {
    if (isLoading) return;
    if (before.current !== undefined && before.current !== now) {
      window.scrollTo({ top: 0 });
      document.getElementById(topId)?.focus({ preventScroll: true });
    }
    before.current = now;
  }, [now, isLoading]);
}
