import { Skeleton, Stack, Text } from '@mantine/core';
import { useInterval } from '@mantine/hooks';
import { useState } from 'react';

type Props = {
  rows?: number;
  /** What is being done, for what may take a while: told from the second second on, with how long it has taken so far. */
  says?: string;
};

/** Grey places where something is about to appear. */
export function Waiting({ rows = 4, says }: Props) {
  const [seconds, setSeconds] = useState(0);
  useInterval(() => setSeconds((before) => before + 1), 1000, { autoInvoke: says !== undefined });
  return (
    <Stack role="status" aria-label={says ?? 'Loading'} gap="md" py="md">
      {says && seconds >= 2 && (
        <Text size="sm" c="dimmed">
          {says} <span aria-hidden>({seconds} s)</span>
        </Text>
      )}
      {Array.from({ length: rows }, (_, row) => `row-${row}`).map((key) => (
        <Skeleton key={key} height={72} radius="md" />
      ))}
    </Stack>
  );
}
