import { Group, NumberInput, Text, TextInput } from '@mantine/core';
import { Segments } from '../components/segments.tsx';

/** The snapshot of an export, as the form has it. */
type AsOf = { way: 'present' | 'moment' | 'position'; moment: string; position: number | string };

/** The form's initial state. */
export const present: AsOf = { way: 'present', moment: '', position: '' };

/** The query of an export; undefined until the form is filled in. */
export function timeOf({ way, moment, position }: AsOf): { at?: number; moment?: string } | undefined {
  if (way === 'present') return {};
  if (way === 'position')
    return Number.isInteger(position) && Number(position) > 0 ? { at: Number(position) } : undefined;
  const time = new Date(moment);
  return Number.isNaN(time.getTime()) ? undefined : { moment: time.toISOString() };
}

type Props = { asOf: AsOf; onChange: (asOf: AsOf) => void };

/** Chooses the snapshot of an export: now, a time in the reader's own zone, or a position of the log. */
export function AsOfChoice({ asOf, onChange }: Props) {
  const set = (change: Partial<AsOf>) => onChange({ ...asOf, ...change });
  return (
    <div>
      <Text size="sm" fw={500} mb={4} aria-hidden>
        Snapshot
      </Text>
      <Group gap="sm" align="flex-start">
        <Segments
          label="Snapshot"
          of={[
            ['present', 'Latest'],
            ['moment', 'Date/time'],
            ['position', 'Log position'],
          ]}
          value={asOf.way}
          onChange={(way) => set({ way })}
        />
        {asOf.way === 'moment' && (
          <TextInput
            type="datetime-local"
            aria-label="Everything recorded by this time"
            step={1}
            value={asOf.moment}
            onChange={({ currentTarget }) => set({ moment: currentTarget.value })}
          />
        )}
        {asOf.way === 'position' && (
          <NumberInput
            aria-label="Everything up to this position of the log"
            placeholder="37"
            allowDecimal={false}
            min={1}
            value={asOf.position}
            onChange={(position) => set({ position })}
          />
        )}
      </Group>
      {asOf.way !== 'present' && (
        <Text size="xs" c="dimmed" mt={4}>
          Answers and reviews as they were then.
        </Text>
      )}
    </div>
  );
}
