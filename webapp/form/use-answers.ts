import { useEffect, useState } from 'react';
import type { Answers, Value } from './answers.ts';
import { draftsIn } from './draft.ts';

const drafts = draftsIn(() => window.localStorage);

/** The answers to a page so far; they survive a reload until `isSaved`, or until another page is shown if it `isStep` of several. */
export function useAnswers(page: string | null, { isSaved, isStep }: { isSaved: boolean; isStep: boolean }) {
  const [answers, setAnswers] = useState<Answers>(() => (page === null ? {} : drafts.find(page)));

  useEffect(() => {
    if (page !== null && isSaved) drafts.forget(page);
  }, [page, isSaved]);
  useEffect(() => (page !== null && isStep ? () => void drafts.forget(page) : undefined), [page, isStep]);

  function answer(key: string, value: Value | undefined) {
    const { [key]: _, ...others } = answers;
    const next = value === undefined ? others : { ...others, [key]: value };
    setAnswers(next);
    if (page !== null) drafts.keep(page, next);
  }
  return { answers, answer };
}
