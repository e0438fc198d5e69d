import { Group, Pill, Text } from '@mantine/core';
import { ScopePicker } from '../components/scope-picker.tsx';

type Props = { names: readonly string[]; onChange: (names: string[]) => void };

/** Chooses further tasks and runs for the same file. */
export function FurtherScopes({ names, onChange }: Props) {
  return (
    <div>
      <Text size="sm" fw={500} mb={4} aria-hidden>
        Further tasks and runs
      </Text>
      <Group gap="xs">
        {names.map((name) => (
          <Pill
            key={name}
            withRemoveButton
            onRemove={() => onChange(names.filter((one) => one !== name))}
            removeButtonProps={{ 'aria-label': `Leave ${name} out`, 'aria-hidden': false, tabIndex: 0 }}
          >
            {name}
          </Pill>
        ))}
        <ScopePicker
          key={names.length}
          label="Further tasks and runs"
          scope={{}}
          onChange={({ run, task }) => {
            const name = run ?? task;
            if (name !== undefined && !names.includes(name)) onChange([...names, name]);
          }}
          everything="Add one to the file…"
        />
      </Group>
    </div>
  );
}
