import { Anchor, Button } from '@mantine/core';
import { type ReactNode, useState } from 'react';

type FirstRows<Row> = { shown: readonly Row[]; more: ReactNode };

/** The first rows of a list, and a button that shows all of them, since long lists are slow to draw. */
export function useShowAll<Row>(rows: readonly Row[], firstRows: number): FirstRows<Row> {
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

const firstValues = 50;
const moreValues = 10 * firstValues;

/** The first of the values in an answer, and a button for some more: an answer can have too many to show all at once. */
export function useShowMore<Value>(values: readonly Value[]): FirstRows<Value> {
  const [max, setMax] = useState(firstValues);
  const left = values.length - max;
  const more = left > 0 && (
    <Anchor component="button" type="button" size="sm" underline="always" onClick={() => setMax(max + moreValues)}>
      Show {Math.min(left, moreValues).toLocaleString('en')} more of {left.toLocaleString('en')}
    </Anchor>
  );
  return { shown: values.slice(0, max), more };
}
