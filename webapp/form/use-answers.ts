import { useEffect, useState } from 'react';
import type { Answers, Value } from './answers.ts';
import { draftsIn } from './draft.ts';

const drafts = draftsIn(() => window.localStorage);

/** The answers of an agent so far; they survive a reload of the page until `isSaved`. */
export function useAnswers(agentId: string | null, isSaved: boolean) {
  const [answers, setAnswers] = useState<Answers>(() => (agentId === null ? {} : drafts.find(agentId)));

  useEffect(() => {
    if (agentId !== null && isSaved) drafts.forget(agentId);
  }, [agentId, isSaved]);

  function answer(key: string, value: Value | undefined) {
    const { [key]: _, ...others } = answers;
    const next = value === undefined ? others : { ...others, [key]: value };
    setAnswers(next);
    if (agentId !== null) drafts.keep(agentId, next);
  }
  return { answers, answer };
}
