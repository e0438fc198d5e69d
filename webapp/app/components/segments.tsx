import { useId } from 'react';
import style from './segments.module.css';

type Props<Value extends string> = {
  /** The name of the choice, for screen readers. */
  label: string;
  /** Each value with its text, in order. */
  of: readonly (readonly [value: Value, words: string])[];
  value: Value;
  onChange: (value: Value) => void;
  isSmall?: boolean;
  /** Whether it takes the full width. */
  isWide?: boolean;
};

/** A choice among two or three texts side by side. It measures nothing, since many of them are drawn at once. */
export function Segments<Value extends string>({ label, of, value, onChange, isSmall, isWide }: Props<Value>) {
  const name = useId();
  return (
    <div
      role="radiogroup"
      aria-label={label}
      className={style.segments}
      data-small={isSmall || undefined}
      data-wide={isWide || undefined}
    >
      {of.map(([one, words]) => (
        <label key={one} className={style.segment}>
          <input type="radio" name={name} value={one} checked={one === value} onChange={() => onChange(one)} />
          <span>{words}</span>
        </label>
      ))}
    </div>
  );
}
