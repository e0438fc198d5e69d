import { Anchor } from '@mantine/core';
import { useState } from 'react';

const mostEntries = 50;

/** The first fifty of many, and a button for more of the others. */
export function useShare<Value>(values: readonly Value[]) {
  const [most, setMost] = useState(mostEntries);
  const left = values.length - most;
  const more = left > 0 && (
    <Anchor
      component="button"
      type="button"
      size="sm"
      underline="always"
      onClick={() => setMost(most + 10 * mostEntries)}
    >
      Show {Math.min(left, 10 * mostEntries).toLocaleString('en')} more of {left.toLocaleString('en')}
    </Anchor>
  );
  return { shown: values.slice(0, most), more };
}
