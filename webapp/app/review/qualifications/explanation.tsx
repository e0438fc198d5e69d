import { Textarea } from '@mantine/core';

type Given = { text: string; onChange: (text: string) => void; label?: string; says?: string };

/** Why a qualification is granted, changed or taken away; whoever wants to say nothing leaves it empty. */
export const Explanation = ({
  text,
  onChange,
  label = 'Explanation',
  says = 'Optional. Kept in the history.',
}: Given) => (
  <Textarea
    label={label}
    description={says}
    autosize
    maxLength={500}
    value={text}
    onChange={({ currentTarget }) => onChange(currentTarget.value)}
  />
);
