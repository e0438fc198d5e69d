import { Skeleton, Stack, Text } from '@mantine/core';
import { useInterval } from '@mantine/hooks';
import { useState } from 'react';

type Props = {
  rows?: number;
  /** What is being done, shown with the elapsed time after two seconds. */
  description?: string;
};

/** Placeholders for content that is loading. */
export function Waiting({ rows = 4, description }: Props) {
  const [seconds, setSeconds] = useState(0);
  useInterval(() => setSeconds((before) => before + 1), 1000, { autoInvoke: description !== undefined });
  return (
    <Stack role="status" aria-label={description ?? 'Loading'} gap="md" py="md">
      {description && seconds >= 2 && (
        <Text size="sm" c="dimmed">
          {description} <span aria-hidden>({seconds} s)</span>
        </Text>
      )}
      {Array.from({ length: rows }, (_, row) => `row-${row}`).map((key) => (
        <Skeleton key={key} height={72} radius="md" />
      ))}
    </Stack>
  );
}
