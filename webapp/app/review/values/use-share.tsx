import { Anchor } from '@mantine/core';
import { useState } from 'react';

const firstEntries = 50;

/** The first of many entries, and a button for more. */
export function useShare<Value>(values: readonly Value[]) {
  const [max, setMax] = useState(firstEntries);
  const left = values.length - max;
  const more = left > 0 && (
    <Anchor
      component="button"
      type="button"
      size="sm"
      underline="always"
      onClick={() => setMax(max + 10 * firstEntries)}
    >
      Show {Math.min(left, 10 * firstEntries).toLocaleString('en')} more of {left.toLocaleString('en')}
    </Anchor>
  );
  return { shown: values.slice(0, max), more };
}
