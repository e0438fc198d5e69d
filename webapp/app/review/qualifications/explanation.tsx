import { Textarea } from '@mantine/core';

type Props = { text: string; onChange: (text: string) => void; label?: string; description?: string };

/** Why a qualification is granted, changed or revoked; optional. */
export const Explanation = ({
  text,
  onChange,
  label = 'Explanation',
  description = 'Optional. Kept in the history.',
}: Props) => (
  <Textarea
    label={label}
    description={description}
    autosize
    maxLength={500}
    value={text}
    onChange={({ currentTarget }) => onChange(currentTarget.value)}
  />
);
