import { Group, Stack, Text } from '@mantine/core';
import { useLocalStorage } from '@mantine/hooks';
import { Segments } from '../../components/segments.tsx';
import { JsonView } from './json-view.tsx';
import { ValueView } from './value-view.tsx';
import { withoutFiles } from './without-files.ts';

const ways = [
  ['fields', 'Fields'],
  ['json', 'JSON'],
] as const;
type Way = (typeof ways)[number][0];

/** An answer or an item's data in a readable form, with a switch to JSON; the choice is kept. */
export function AnswerView({ value, name }: { value: unknown; name: string }) {
  const fields = withoutFiles(value);
  const [way, setWay] = useLocalStorage<Way>({
    key: `manyhands.review.way.${name}`,
    defaultValue: 'fields',
    getInitialValueInEffect: false,
  });
  return (
    <Stack gap="xs">
      <Group justify="space-between" gap="xs">
        <Text component="h3" fw={600} size="sm">
          {name}
        </Text>
        <Segments label={`${name}: how to show it`} isSmall of={ways} value={way} onChange={setWay} />
      </Group>
      {way === 'json' ? <JsonView value={value} /> : <ValueView value={fields} name={name} />}
    </Stack>
  );
}
