import { type FormEvent, useId, useRef, useState } from 'react';
import { useTexts } from './context.ts';
import { type FormQuestion, formReply } from './from-hooks.ts';
import { useStored } from './stored.ts';
import type { ChatMessageData } from './text-response.tsx';

/** A question; it has to be answered unless it says otherwise. */
export type Question = FormQuestion & { required?: boolean };

type Props = {
  formOptions: readonly Question[];
  onMessageSend: (message: ChatMessageData) => unknown;
  active?: boolean;
  /** What the answers are kept under over a reload. */
  keepAs?: string;
  /** What the button says. */
  buttonText?: string;
};

/** Questions in place of the field for a text. */
export function FormResponse({ formOptions, onMessageSend, active = true, keepAs = '', buttonText }: Props) {
  const texts = useTexts();
  const id = useId();
  const form = useRef<HTMLFormElement>(null);
  const [kept, keep] = useStored(`manyhands.form.${keepAs}`);
  const [isChecked, setChecked] = useState(false);
  const given = answersIn(kept, formOptions.length);
  const missing = formOptions.map(({ required = true }, at) => required && given[at]!.trim() === '');
  const set = (at: number, answer: string) =>
    keep(JSON.stringify(given.map((old, one) => (one === at ? answer : old))));

  function send(event: FormEvent) {
    event.preventDefault();
    if (!active) return;
    const first = missing.indexOf(true);
    setChecked(first !== -1);
    if (first !== -1) return form.current?.querySelector<HTMLElement>(`[name="${id}-${first}"]`)?.focus();
    keep('');
    onMessageSend(formReply(formOptions, given));
  }
  return (
    <form ref={form} className="mh-chat-form" noValidate onSubmit={send}>
      {formOptions.map((question, at) => (
        <Field
          key={question.question}
          {...{ question, name: `${id}-${at}`, answer: given[at]!, isMissing: isChecked && missing[at]! }}
          onChange={(answer) => set(at, answer)}
        />
      ))}
      <p role="alert" className="mh-chat-fault">
        {isChecked && missing.includes(true) && texts.missingSome}
      </p>
      <button type="submit" className="mh-chat-main" disabled={!active}>
        {buttonText ?? texts.answer}
      </button>
    </form>
  );
}

type FieldProps = {
  question: Question;
  name: string;
  answer: string;
  isMissing: boolean;
  onChange: (answer: string) => void;
};

function Field({ question: { question, choices, required = true }, name, answer, isMissing, onChange }: FieldProps) {
  const texts = useTexts();
  const fault = isMissing && (
    <span className="mh-chat-fault" id={`${name}-fault`}>
      {texts.missing}
    </span>
  );
  const described = { 'aria-describedby': isMissing ? `${name}-fault` : undefined };
  if (!choices)
    return (
      <label className="mh-chat-field">
        <span dir="auto">{question}</span>
        <textarea
          {...{ name, rows: 2, maxLength: 10_000, value: answer, 'aria-invalid': isMissing, 'aria-required': required }}
          {...described}
          dir="auto"
          onChange={({ target }) => onChange(target.value)}
        />
        {fault}
      </label>
    );
  return (
    <fieldset className="mh-chat-field" {...described}>
      <legend dir="auto">{question}</legend>
      <div className="mh-chat-choices">
        {choices.map((choice) => (
          <label key={choice} dir="auto">
            <input
              type="radio"
              {...{ name, value: choice, checked: answer === choice }}
              onChange={() => onChange(choice)}
            />
            {choice}
          </label>
        ))}
      </div>
      {fault}
    </fieldset>
  );
}

function answersIn(kept: string, length: number): string[] {
  let answers: unknown;
  try {
    answers = JSON.parse(kept);
  } catch {
    answers = [];
  }
  return Array.from({ length }, (_, at) => String((Array.isArray(answers) && answers[at]) || ''));
}
