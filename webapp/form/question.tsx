import type { ComponentType } from 'react';
import { lazy, Suspense } from 'react';
import type { PageQuestion } from '../../src/api/question-page.ts';
import { texts } from '../worker/texts.ts';
import type { Span } from './answers.ts';
import { ChoiceInput, ChoicesInput, PairInput, RatingInput } from './choice-inputs.tsx';
import type { QuestionProps } from './question-props.ts';
import { TextInput } from './text-input.tsx';

// Most tasks mark no spans.
const SpansInput = lazy(() => import('./spans-input.tsx'));

const inputs: Record<PageQuestion['type'], ComponentType<QuestionProps>> = {
  choice: ChoiceInput,
  choices: ChoicesInput,
  rating: RatingInput,
  pairwise: PairInput,
  text: TextInput,
  spans: (props) => (
    <Suspense fallback={<p className="quiet">{texts.loading}</p>}>
      <SpansInput {...props} spans={(props.value as Span[] | undefined) ?? []} />
    </Suspense>
  ),
};

/** A question: its text, its input, and what is missing. */
export function Question(props: Omit<QuestionProps, 'describedBy'> & { isMissing: boolean; isOff: boolean }) {
  const { question, isMissing, isOff } = props;
  const Input = inputs[question.type];
  const helpId = `${question.key}-help`;
  const missingId = `${question.key}-missing`;
  const describedBy = [question.help && helpId, isMissing && missingId].filter(Boolean).join(' ') || undefined;
  return (
    <fieldset
      disabled={isOff}
      id={`question-${question.key}`}
      data-question={question.key}
      aria-describedby={describedBy}
    >
      <legend dir="auto">
        {question.label} {question.optional && <span className="quiet">({texts.optional})</span>}
      </legend>
      {question.help && (
        <p className="quiet" id={helpId} dir="auto">
          {question.help}
        </p>
      )}
      <Input {...props} describedBy={describedBy} />
      {isMissing && (
        <p className="missing" id={missingId} role="alert">
          {texts.missing}
        </p>
      )}
    </fieldset>
  );
}
