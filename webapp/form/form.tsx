import { type FormEvent, useEffect, useState } from 'react';
import type { QuestionPage } from '../../src/api/question-page.ts';
import { refusalOf, texts, textWith, workerPage } from '../worker/texts.ts';
import { answerOf, missingIn } from './answers.ts';
import { type Item, shownOf } from './item.ts';
import { useNumberKeys } from './number-keys.ts';
import { Question } from './question.tsx';
import { ShownValue } from './shown-value.tsx';
import { isAnswered, StatusLine, TimeLeft } from './status.tsx';
import type { ItemTask } from './task.ts';
import { pageKeyOf, TrainingHead, topId } from './training.tsx';
import { useAnswers } from './use-answers.ts';

const submitLabels = { none: texts.submit, sending: texts.sending, saved: texts.saved, refused: texts.submit };

/** One item and the questions about it. */
export function Form({ page, item, task }: { page: QuestionPage; item: Item; task: ItemTask }) {
  const { questions } = page;
  const isSaved = task.submission === 'saved';
  const step = task.onboarding;
  const { answers, answer } = useAnswers(pageKeyOf(task), { isSaved, isStep: Boolean(step) });
  const [wasTried, setTried] = useState(false);
  const isOpen = !task.isPreview && task.submission !== 'sending' && !isSaved;
  const missing = missingIn(questions, answers);
  useNumberKeys();

  // Submitted automatically when the time runs out (auto_submit_before_expiration_sec).
  useEffect(() => {
    task.setTaskSubmitData(Object.keys(answers).length > 0 ? answerOf(questions, answers) : undefined);
  });

  function submit(event: FormEvent) {
    event.preventDefault();
    if (!isOpen) return;
    setTried(true);
    const [first] = missing;
    if (first === undefined) return void task.handleSubmit(answerOf(questions, answers));
    const fieldset = document.getElementById(`question-${first}`);
    fieldset?.querySelector<HTMLElement>('input, textarea')?.focus();
    fieldset?.scrollIntoView({ block: 'nearest' });
  }

  return (
    <form className="card" noValidate onSubmit={submit} aria-busy={task.submission === 'sending'}>
      {step && <TrainingHead step={step} />}
      {task.isPreview && <p className="banner">{texts.preview}</p>}
      {!step && task.onboardingEnd && (
        <p className="banner" id={topId} tabIndex={-1}>
          {texts.trainingPassed}
        </p>
      )}
      {task.previousRefusal && (
        <p className="banner">
          {textWith('refused', { reason: refusalOf(task.previousRefusal.code, task.previousRefusal.message) })}
        </p>
      )}
      {task.previousSaved && task.submission === 'none' && <p className="banner">{texts.previousSaved}</p>}
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
          isOff={!isOpen && !task.isPreview}
        />
      ))}
      <footer>
        <StatusLine task={task} />
        {!workerPage?.frame && <TimeLeft task={task} />}
        {isAnswered(task) ? (
          <button type="button" onClick={task.takeNextPiece}>
            {texts.next}
          </button>
        ) : (
          <button type="submit" disabled={task.isPreview} aria-disabled={!isOpen}>
            {submitLabels[task.submission]}
          </button>
        )}
      </footer>
    </form>
  );
}
