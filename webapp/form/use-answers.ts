import { useState } from 'react';
import type { Answers, Value } from './answers.ts';
import type { ItemTask } from './task.ts';
import { useDraft } from './use-draft.ts';

/** The answers to a page so far, with its draft. */
export function useAnswers(task: ItemTask) {
  const draft = useDraft<Answers>(task, (changed) => setAnswers(changed));
  const [answers, setAnswers] = useState<Answers>(draft.found ?? {});

  function answer(key: string, value: Value | undefined) {
    const { [key]: _, ...others } = answers;
    const next = value === undefined ? others : { ...others, [key]: value };
    setAnswers(next);
    draft.keep(next);
  }
  return { answers, answer };
}
