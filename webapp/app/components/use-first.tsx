import { Button } from '@mantine/core';
import { type ReactNode, useState } from 'react';

/** The first rows of a list, and a button that shows all of them, since long lists are slow to draw. */
export function useFirst<Row>(rows: readonly Row[], firstRows: number): { shown: readonly Row[]; more: ReactNode } {
  const [isWhole, setWhole] = useState(false);
  if (rows.length <= firstRows) return { shown: rows, more: null };
  const more = (
    <Button
      variant="default"
      size="xs"
      style={{ alignSelf: 'flex-start' }}
      aria-expanded={isWhole}
      onClick={() => setWhole(!isWhole)}
    >
      {isWhole ? `Show the first ${firstRows}` : `Show all ${rows.length.toLocaleString('en')}`}
    </Button>
  );
  return { shown: isWhole ? rows : rows.slice(0, firstRows), more };
}
