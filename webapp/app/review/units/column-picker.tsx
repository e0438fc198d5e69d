import { Button, Checkbox, Popover, ScrollArea, Stack, Text } from '@mantine/core';
import { IconColumns3 } from '@tabler/icons-react';
import { useState } from 'react';
import { isCellColumn, listUnitColumns, maxCellColumns } from '../../../../src/api/unit-columns.ts';
import { useEndpointQuery } from '../../data/api.ts';
import type { ScopeSearch } from '../../data/search.ts';
import { seenText } from '../text/pieces.ts';
import { cellHead, unitColumnNames } from './columns.tsx';

type Props = {
  scope: ScopeSearch;
  shown: readonly string[];
  onChange: (columns: readonly string[]) => void;
  /** Goes back to the usual columns. */
  onReset: () => void;
};

/** Which columns the table shows: those of every unit, and the keys of items and answers. */
export function ColumnPicker({ scope, shown, onChange, onReset }: Props) {
  const [isOpen, setOpen] = useState(false);
  const { data } = useEndpointQuery(listUnitColumns, { query: scope }, { enabled: isOpen });
  const offered = data?.columns ?? [];
  const chosenElsewhere = shown.filter((name) => isCellColumn(name) && !offered.some(({ id }) => id === name));
  const cells = shown.filter(isCellColumn);
  const isFull = cells.length >= maxCellColumns;
  const side = (of: 'item' | 'answer') => offered.filter((column) => column.of === of);
  return (
    <Popover opened={isOpen} onChange={setOpen} position="bottom-end" width={320} trapFocus withinPortal>
      <Popover.Target>
        <Button variant="default" leftSection={<IconColumns3 size={16} aria-hidden />} onClick={() => setOpen(!isOpen)}>
          Columns
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label="Columns">
        <Checkbox.Group aria-label="Columns" value={[...shown]} onChange={onChange}>
          <ScrollArea.Autosize mah={360} type="auto" viewportProps={{ tabIndex: 0 }}>
            <Stack gap="xs">
              <Heading text="Unit" />
              {unitColumnNames.map(([name, head]) => (
                <Checkbox key={name} value={name} label={head} />
              ))}
              {side('item').length > 0 && <Heading text="Item" />}
              {side('item').map(({ id, key }) => (
                <Checkbox key={id} value={id} label={seenText(key)} disabled={isFull && !cells.includes(id)} />
              ))}
              {side('answer').length > 0 && <Heading text="Answer" />}
              {side('answer').map(({ id, key }) => (
                <Checkbox key={id} value={id} label={seenText(key)} disabled={isFull && !cells.includes(id)} />
              ))}
              {chosenElsewhere.map((name) => (
                <Checkbox key={name} value={name} label={cellHead(name)} />
              ))}
            </Stack>
          </ScrollArea.Autosize>
        </Checkbox.Group>
        {isFull && (
          <Text size="sm" mt="xs" role="status">
            A table shows at most {maxCellColumns} columns of items and answers.
          </Text>
        )}
        <Button
          mt="sm"
          size="compact-sm"
          variant="subtle"
          onClick={() => {
            onReset();
            setOpen(false);
          }}
        >
          Usual columns
        </Button>
      </Popover.Dropdown>
    </Popover>
  );
}

const Heading = ({ text }: { text: string }) => (
  <Text size="xs" fw={600} c="dimmed">
    {text}
  </Text>
);
