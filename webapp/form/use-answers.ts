import { useEffect, useState } from 'react';
import type { Answers, Value } from './answers.ts';
import { draftFrom, draftKeyOf, draftsIn, newerOf } from './draft.ts';
import type { ItemTask } from './task.ts';
import { pageKeyOf } from './training.tsx';

const drafts = draftsIn(() => window.localStorage);

/**
 * The answers to a page so far. They survive a reload until they are saved, or until another page of a training is shown; those that
 * another tab or device has changed later are taken over.
 */
export function useAnswers(task: ItemTask) {
  const page = pageKeyOf(task);
  const isSaved = task.submission === 'saved';
  const isStep = Boolean(task.onboarding);
  const [answers, setAnswers] = useState<Answers>(() => {
    if (page === null) return {};
    const ofServer = draftFrom(task.draft, task.draftSavedAt?.getTime());
    return newerOf(drafts.find(page), ofServer)?.answers ?? {};
  });

  useEffect(() => {
    if (page !== null && isSaved) drafts.forget(page);
  }, [page, isSaved]);
  useEffect(() => (page !== null && isStep ? () => void drafts.forget(page) : undefined), [page, isStep]);
  useEffect(() => {
    if (page === null) return;
    // Fired when another tab has changed it; a draft that was removed there changes nothing here.
    const takeOver = ({ key }: StorageEvent) => {
      const found = key === draftKeyOf(page) ? drafts.find(page) : undefined;
      if (found) setAnswers(found.answers);
    };
    window.addEventListener('storage', takeOver);
    return () => window.removeEventListener('storage', takeOver);
  }, [page]);

  function answer(key: string, value: Value | undefined) {
    const { [key]: _, ...others } = answers;
    const next = value === undefined ? others : { ...others, [key]: value };
    setAnswers(next);
    if (page === null) return;
    drafts.keep(page, { answers: next, at: Date.now() });
    if (!isStep) task.saveDraft(next);
  }
  return { answers, answer };
}
