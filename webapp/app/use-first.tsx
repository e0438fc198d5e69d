import { Button } from '@mantine/core';
import { type ReactNode, useState } from 'react';

/** The first rows of a list, and where there are more a button that shows them all: a long list takes its time to draw. */
export function useFirst<Row>(rows: readonly Row[], atOnce: number): { shown: readonly Row[]; showAll: ReactNode } {
  const [isWhole, setWhole] = useState(false);
  if (isWhole || rows.length <= atOnce) return { shown: rows, showAll: null };
  const showAll = (
    <Button variant="default" size="xs" style={{ alignSelf: 'flex-start' }} onClick={() => setWhole(true)}>
      Show all {rows.length.toLocaleString('en')}
    </Button>
  );
  return { shown: rows.slice(0, atOnce), showAll };
}
