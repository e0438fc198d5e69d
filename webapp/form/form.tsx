import { type FormEvent, useEffect, useState } from 'react';
import type { QuestionPage } from '../../src/api/question-page.ts';
import { answerOf, missingIn } from './answers.ts';
import { FormFoot, FormHead, isOpen } from './form-parts.tsx';
import { type Item, shownOf } from './item.ts';
import { useNumberKeys } from './number-keys.ts';
import { Question } from './question.tsx';
import { ShownValue } from './shown-value.tsx';
import type { ItemTask } from './task.ts';
import { useAnswers } from './use-answers.ts';

/** One item and the questions about it. */
export function Form({ page, item, task }: { page: QuestionPage; item: Item; task: ItemTask }) {
  const { questions } = page;
  const { answers, answer } = useAnswers(task);
  const [wasTried, setTried] = useState(false);
  const canSubmit = isOpen(task);
  const missing = missingIn(questions, answers);
  useNumberKeys();

  // Submitted automatically when the time runs out (auto_submit_before_expiration_sec).
  useEffect(() => {
    task.setTaskSubmitData(Object.keys(answers).length > 0 ? answerOf(questions, answers) : undefined);
  });

  function submit(event: FormEvent) {
    event.preventDefault();
    if (!canSubmit) return;
    setTried(true);
    const [first] = missing;
    if (first === undefined) return void task.handleSubmit(answerOf(questions, answers));
    const fieldset = document.getElementById(`question-${first}`);
    fieldset?.querySelector<HTMLElement>('input, textarea')?.focus();
    fieldset?.scrollIntoView({ block: 'nearest' });
  }

  return (
    <form className="card" noValidate onSubmit={submit} aria-busy={task.submission === 'sending'}>
      <FormHead task={task} />
      <section className="item">
        {shownOf(page, item).map((shown) => (
          <ShownValue key={shown.key} shown={shown} />
        ))}
      </section>
      {questions.map((question) => (
        <Question
          key={question.key}
          {...{ question, item }}
          value={answers[question.key]}
          onAnswer={(value) => answer(question.key, value)}
          isMissing={wasTried && missing.includes(question.key)}
          isOff={!canSubmit && !task.isPreview}
        />
      ))}
      <FormFoot task={task} />
    </form>
  );
}
