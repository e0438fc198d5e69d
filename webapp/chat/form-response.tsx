import { type FormEvent, useEffect, useRef, useState } from 'react';
import { useTexts } from './context.ts';
import { type FormQuestion, formReply, maxResponseLength } from './from-hooks.ts';
import { useOwnId } from './own-id.ts';
import { useStored } from './stored.ts';
import type { ChatMessageData } from './text-response.tsx';
import { fill } from './texts.ts';

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
  /** Answers that were not taken: they come back into the form. */
  refused?: { id: string; data: Record<string, unknown> } | null;
};

type Fault = 'missing' | 'tooLong';

/** Questions in place of the field for a text. */
export function FormResponse({ formOptions, onMessageSend, active = true, keepAs = '', buttonText, refused }: Props) {
  const texts = useTexts();
  const id = useOwnId();
  const form = useRef<HTMLFormElement>(null);
  const [kept, keep] = useStored(`manyhands.form.${keepAs}`);
  const [isChecked, setChecked] = useState(false);
  const given = answersIn(kept, formOptions.length);
  const most = maxResponseLength(formOptions.length);
  const faults = formOptions.map(({ required = true }, at): Fault | undefined => {
    if (given[at]!.length > most) return 'tooLong';
    return required && given[at]!.trim() === '' ? 'missing' : undefined;
  });
  const first = faults.findIndex((fault) => fault !== undefined);
  const set = (at: number, answer: string) =>
    keep(JSON.stringify(given.map((old, one) => (one === at ? answer : old))));

  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each refusal
  useEffect(() => {
    const before = refused?.data.form_responses as { response: string }[] | undefined;
    if (before?.length === formOptions.length) keep(JSON.stringify(before.map(({ response }) => response)));
  }, [refused?.id]);

  function send(event: FormEvent) {
    event.preventDefault();
    if (!active) return;
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
          {...{ question, name: `${id}-${at}`, answer: given[at]!, fault: isChecked ? faults[at] : undefined, most }}
          onChange={(answer) => set(at, answer)}
        />
      ))}
      <p role="alert" className="mh-chat-fault">
        {isChecked && first !== -1 && texts.missingSome}
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
  fault: Fault | undefined;
  /** The most characters of an answer. */
  most: number;
  onChange: (answer: string) => void;
};

function Field({ question: { question, choices, required = true }, name, answer, fault, most, onChange }: FieldProps) {
  const texts = useTexts();
  const shownFault = fault && (
    <span className="mh-chat-fault" id={`${name}-fault`}>
      {fill(texts[fault], { most })}
    </span>
  );
  const described = { 'aria-describedby': fault ? `${name}-fault` : undefined };
  if (!choices)
    return (
      <label className="mh-chat-field">
        <span dir="auto">{question}</span>
        <textarea
          {...{ name, rows: 2, value: answer, 'aria-invalid': fault !== undefined, 'aria-required': required }}
          {...described}
          dir="auto"
          onChange={({ target }) => onChange(target.value)}
        />
        {shownFault}
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
      {shownFault}
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
