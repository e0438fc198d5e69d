import { Group, SegmentedControl, Stack, Text } from '@mantine/core';
import { useLocalStorage } from '@mantine/hooks';
import { JsonView } from './json-view.tsx';
import { ValueView } from './value-view.tsx';
import { withoutFiles } from './without-files.ts';

const ways = [
  { value: 'fields', label: 'Fields' },
  { value: 'json', label: 'JSON' },
];

/** An answer or an item's data in a readable form, with a switch to JSON that stays as it was left. */
export function AnswerView({ value, name }: { value: unknown; name: string }) {
  const fields = withoutFiles(value);
  const [way, setWay] = useLocalStorage({ key: `manyhands.review.way.${name}`, defaultValue: 'fields' });
  return (
    <Stack gap="xs">
      <Group justify="space-between" gap="xs">
        <Text component="h3" fw={600} size="sm">
          {name}
        </Text>
        <SegmentedControl
          transitionDuration={0}
          size="xs"
          data={ways}
          value={way}
          onChange={setWay}
          aria-label={`${name}: how to show it`}
        />
      </Group>
      {way === 'json' ? <JsonView value={value} /> : <ValueView value={fields} name={name} />}
    </Stack>
  );
}
