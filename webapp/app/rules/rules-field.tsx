import { Textarea } from '@mantine/core';

type Props = {
  /** A rule in each line. */
  value: string;
  onChange: (value: string) => void;
  /** What the server finds wrong with them. */
  fault?: string;
  /** What else to know here. */
  note?: string;
};

/** The rules of a run as lines of text, with what is wrong with them. */
export const RulesField = ({ value, onChange, fault, note }: Props) => (
  <Textarea
    label="Rules"
    description={`One in each line, as {if: returned >= 3, do: flag}${note ? `; ${note}` : ''}.`}
    value={value}
    onChange={({ currentTarget }) => onChange(currentTarget.value)}
    error={fault}
    spellCheck={false}
    autosize
    maxRows={10}
    styles={{ error: { whiteSpace: 'pre-line' } }}
  />
);
