import type { ReactNode } from 'react';
import { mediaIn } from '../../src/api/media.ts';
import { texts } from '../worker/texts.ts';
import type { Item, Shown } from './item.ts';
import type { QuestionProps } from './question-props.ts';
import { Content } from './shown-value.tsx';

type OptionProps = {
  props: QuestionProps;
  kind: 'radio' | 'checkbox';
  value: string;
  isChosen: boolean;
  onChoose: () => void;
  /** The number key that chooses this option. */
  keyNumber: number;
  children: ReactNode;
};

/** The number keys choose among this many options. */
export const maxNumberKey = 9;

function Option({ props, kind, value, isChosen, onChoose, keyNumber, children }: OptionProps) {
  return (
    <label className="option">
      <input
        type={kind}
        name={props.question.key}
        value={value}
        checked={isChosen}
        onChange={onChoose}
        aria-describedby={props.describedBy}
      />
      <span className="option-label" dir="auto">
        {children}
      </span>
      {keyNumber <= maxNumberKey && (
        <span className="key" aria-hidden="true">
          {keyNumber}
        </span>
      )}
    </label>
  );
}

/** One of several labels. */
export function ChoiceInput(props: QuestionProps) {
  const { question, value, onAnswer } = props;
  return (
    <div className="options">
      {question.labels.map((label, n) => (
        <Option
          key={label}
          {...{ props, value: label, keyNumber: n + 1 }}
          kind="radio"
          isChosen={value === label}
          onChoose={() => onAnswer(label)}
        >
          {label}
        </Option>
      ))}
    </div>
  );
}

/** Any number of labels, in the order in which the task lists them. */
export function ChoicesInput(props: QuestionProps) {
  const { question, value, onAnswer } = props;
  const chosen = (value as string[] | undefined) ?? [];
  const toggle = (label: string) =>
    onAnswer(question.labels.filter((one) => (one === label ? !chosen.includes(one) : chosen.includes(one))));
  return (
    <div className="options">
      {question.labels.map((label, n) => (
        <Option
          key={label}
          {...{ props, value: label, keyNumber: n + 1 }}
          kind="checkbox"
          isChosen={chosen.includes(label)}
          onChoose={() => toggle(label)}
        >
          {label}
        </Option>
      ))}
    </div>
  );
}

/** A number from 1 to the end of the scale. */
export function RatingInput(props: QuestionProps) {
  const { question, value, onAnswer } = props;
  const numbers = Array.from({ length: question.scale ?? 0 }, (_, n) => n + 1);
  const [lowest, highest] = question.ends ?? [];
  return (
    <div className="rating">
      {lowest && <span className="end">{lowest}</span>}
      <div className="scale">
        {numbers.map((number) => (
          <Option
            key={number}
            {...{ props, value: String(number), keyNumber: maxNumberKey + 1 }}
            kind="radio"
            isChosen={value === number}
            onChoose={() => onAnswer(number)}
          >
            {number}
          </Option>
        ))}
      </div>
      {highest && <span className="end">{highest}</span>}
    </div>
  );
}

const sideOf = (item: Item, key: string | undefined): Shown => {
  const text = String(item[key ?? ''] ?? '');
  return { key: key ?? '', text, as: mediaIn(text) ?? 'text' };
};

/** The better one of two values of the item; the answer is "left" or "right". */
export function PairInput(props: QuestionProps) {
  const { question, item, value, onAnswer } = props;
  return (
    <div className="pair">
      {(['left', 'right'] as const).map((side, n) => (
        <Option
          key={side}
          {...{ props, value: side, keyNumber: n + 1 }}
          kind="radio"
          isChosen={value === side}
          onChoose={() => onAnswer(side)}
        >
          <span className="side">{texts[side]}</span>
          <Content shown={sideOf(item, question.pairwise?.[side])} />
        </Option>
      ))}
    </div>
  );
}
