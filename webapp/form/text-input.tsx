import type { QuestionProps } from './question-props.ts';

/** A text in the worker's own words. */
export function TextInput({ question, value, onAnswer, describedBy }: QuestionProps) {
  return (
    <textarea
      rows={3}
      dir="auto"
      value={typeof value === 'string' ? value : ''}
      aria-label={question.label}
      aria-describedby={describedBy}
      onInput={({ currentTarget }) => onAnswer(currentTarget.value === '' ? undefined : currentTarget.value)}
    />
  );
}
