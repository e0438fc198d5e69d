import { Group, Stack, Text } from '@mantine/core';
import { useLocalStorage } from '@mantine/hooks';
import { Segments } from '../../components/segments.tsx';
import { JsonView } from './json-view.tsx';
import { ValueView } from './value-view.tsx';

const ways = [
  ['fields', 'Fields'],
  ['json', 'JSON'],
] as const;
type Way = (typeof ways)[number][0];

const isListOfFiles = (value: unknown): boolean =>
  Array.isArray(value) && value.every((one) => typeof one === 'object' && one !== null && 'originalname' in one);

/** An answer without the two fields that list its files; files are shown separately. */
export function withoutFiles(answer: unknown): unknown {
  if (typeof answer !== 'object' || answer === null || Array.isArray(answer)) return answer;
  const { files, filesByFields, ...others } = answer as Record<string, unknown>;
  return isListOfFiles(files) && filesByFields !== undefined ? others : answer;
}

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
        <Text component="h2" fw={600} size="sm">
          {name}
        </Text>
        <Segments label={`${name}: how to show it`} isSmall of={ways} value={way} onChange={setWay} />
      </Group>
      {way === 'json' ? <JsonView value={value} /> : <ValueView value={fields} name={name} />}
    </Stack>
  );
}
