import { Group, MultiSelect, Switch } from '@mantine/core';
import { unitStatusLabels } from '../../../../src/api/labels.ts';
import { Choice } from '../choice.tsx';
import { SearchField } from '../search-field.tsx';
import { WorkerField } from '../worker-field.tsx';
import { type UnitsAddress, unitOrders } from './query.ts';

const purposes = [
  ['any', 'All'],
  ['ordinary', 'Ordinary'],
  ['screening', 'Screening'],
  ['gold', 'Gold'],
] as const;
const judgements = [
  ['', 'Any'],
  ['right', '✓ right'],
  ['wrong', '✗ wrong'],
] as const;
const statusChoices = Object.entries(unitStatusLabels).map(([value, label]) => ({ value, label }));

type Props = { address: UnitsAddress; change: (changes: Record<string, string | undefined>) => unknown };

/** The filters and the order of the table of units. */
export function UnitsFilters({ address, change }: Props) {
  const { statuses, worker, second, pasted, commented, purpose, judged, search, sort } = address;
  return (
    <Group align="flex-end" gap="sm">
      <SearchField
        label="Search"
        placeholder="Item, answer or note"
        value={search}
        onChange={(words) => change({ search: words })}
      />
      <MultiSelect
        label="Status"
        placeholder={statuses.length > 0 ? undefined : 'Any'}
        data={statusChoices}
        value={statuses}
        clearable
        onChange={(chosen) => change({ status: chosen.join(',') || undefined })}
      />
      <WorkerField value={worker} onChange={(next) => change({ worker: next })} />
      <Choice label="Purpose" of={purposes} value={purpose} onChange={(next) => change({ purpose: next })} />
      <Choice
        label="Gold"
        of={judgements}
        value={judged ?? ''}
        onChange={(next) => change({ judged: next || undefined })}
      />
      <Choice label="Order" of={unitOrders} value={sort} onChange={(next) => change({ sort: next })} />
      <Switch
        mb={8}
        label="Second opinion requested"
        checked={second !== undefined}
        onChange={({ currentTarget }) => change({ second: currentTarget.checked ? 'wanted' : undefined })}
      />
      <Switch
        mb={8}
        label="With comments"
        checked={commented !== undefined}
        onChange={({ currentTarget }) => change({ commented: currentTarget.checked ? 'yes' : undefined })}
      />
      <Switch
        mb={8}
        label="With pastes"
        checked={pasted !== undefined}
        onChange={({ currentTarget }) => change({ pasted: currentTarget.checked ? 'yes' : undefined })}
      />
    </Group>
  );
}
