import { Anchor, Text } from '@mantine/core';
import { addressOf } from '../../../src/api/client.ts';
import { exportAnswers } from '../../../src/api/exports.ts';

/** Downloads of a run's answers in the two common formats. */
export function ExportLinks({ run }: { run: string }) {
  const link = (text: string, format: 'jsonl' | 'csv') => (
    <Anchor
      href={addressOf(exportAnswers, { query: { of: run, format } })}
      download={`${run}.${format}`}
      aria-label={`Answers of ${run} as ${text}`}
      inherit
    >
      {text}
    </Anchor>
  );
  return (
    <Text component="span">
      Answers: {link('JSON Lines', 'jsonl')} · {link('CSV', 'csv')}
    </Text>
  );
}
