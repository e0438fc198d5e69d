import { useEffect, useRef, useState } from 'react';
import { type Draft, draftFrom, draftKeyOf, draftsIn, newerOf } from './draft.ts';
import type { ItemTask } from './task.ts';
import { pageKeyOf } from './training.tsx';

const drafts = draftsIn(() => window.localStorage);

/**
 * What a worker has entered on a page so far. It survives a reload until the answer is saved, or until another page of a training is shown.
 * `onElsewhere` is called with what another tab has changed later.
 */
export function useDraft<Entered extends Record<string, unknown>>(
  task: ItemTask,
  onElsewhere: (entered: Entered) => void,
) {
  const page = pageKeyOf(task);
  const isSaved = task.submission === 'saved';
  const isStep = Boolean(task.onboarding);
  const [found] = useState(() => {
    const ofServer = draftFrom(task.draft, task.draftSavedAt?.getTime());
    return page === null ? undefined : (newerOf(drafts.find(page), ofServer) as Draft<Entered> | undefined)?.answers;
  });
  const heard = useRef(onElsewhere);
  heard.current = onElsewhere;

  useEffect(() => {
    if (page !== null && isSaved) drafts.forget(page);
  }, [page, isSaved]);
  useEffect(() => (page !== null && isStep ? () => void drafts.forget(page) : undefined), [page, isStep]);
  useEffect(() => {
    if (page === null) return;
    // Fired when another tab has changed it; a draft that was removed there changes nothing here.
    const takeOver = ({ key }: StorageEvent) => {
      const changed = key === draftKeyOf(page) ? drafts.find(page) : undefined;
      if (changed) heard.current(changed.answers as Entered);
    };
    window.addEventListener('storage', takeOver);
    return () => window.removeEventListener('storage', takeOver);
  }, [page]);

  return {
    /** The newest draft when the page was opened, of this browser or of the server. */
    found,
    /** Keeps it in this browser at once, and on the server at the interval of the task. */
    keep(entered: Entered) {
      if (page === null) return;
      drafts.keep(page, { answers: entered, at: Date.now() });
      task.saveDraft(entered);
    },
  };
}
