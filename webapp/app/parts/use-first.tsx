import { Button } from '@mantine/core';
import { type ReactNode, useState } from 'react';

/** The first rows of a list, and where there are more a button that shows them all: a long list takes its time to draw. */
export function useFirst<Row>(rows: readonly Row[], atOnce: number): { shown: readonly Row[]; more: ReactNode } {
  const [isWhole, setWhole] = useState(false);
  if (rows.length <= atOnce) return { shown: rows, more: null };
  const more = (
    <Button
      variant="default"
      size="xs"
      style={{ alignSelf: 'flex-start' }}
      aria-expanded={isWhole}
      onClick={() => setWhole(!isWhole)}
    >
      {isWhole ? `Show the first ${atOnce}` : `Show all ${rows.length.toLocaleString('en')}`}
    </Button>
  );
  return { shown: isWhole ? rows : rows.slice(0, atOnce), more };
}
