import { Skeleton, Stack } from '@mantine/core';

/** Grey places where something is about to appear. */
export function Waiting({ rows = 4 }: { rows?: number }) {
  return (
    <Stack role="status" aria-label="Loading" gap="md" py="md">
      {Array.from({ length: rows }, (_, row) => `row-${row}`).map((key) => (
        <Skeleton key={key} height={72} radius="md" />
      ))}
    </Stack>
  );
}
