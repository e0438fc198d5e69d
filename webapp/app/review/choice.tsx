import { NativeSelect } from '@mantine/core';

type Props = {
  label: string;
  /** Whether the label is for screen readers only. */
  isQuiet?: boolean;
  /** Each value with its text, in order. */
  of: readonly (readonly [value: string, words: string])[];
  value: string;
  onChange: (value: string) => void;
};

/** A choice among a few options, such as the order of a list or a filter. */
export const Choice = ({ label, isQuiet = false, of, value, onChange }: Props) => (
  <NativeSelect
    {...(isQuiet ? { 'aria-label': label } : { label })}
    data={of.map(([one, words]) => ({ value: one, label: words }))}
    value={value}
    onChange={({ currentTarget }) => onChange(currentTarget.value)}
  />
);
