import { Button, Group, Text } from '@mantine/core';
import { useState } from 'react';
import type { Decision } from '../../../../src/api/shapes.ts';
import { dangerous } from '../../components/danger.ts';
import { decisionLabels, formatCount } from '../labels.ts';

/** Which units are selected: some by their ids, or all that match the filters. */
export type Selection = { ids: ReadonlySet<string>; isAll: boolean };

const none: Selection = { ids: new Set(), isAll: false };

/** The selection of a table; it ends when the filters change. */
export function useSelection(filters: string) {
  const [kept, setKept] = useState({ filters, selection: none });
  const selection = kept.filters === filters ? kept.selection : none;
  const set = (next: Selection) => setKept({ filters, selection: next });
  return {
    selection,
    clear: () => set(none),
    selectAll: () => set({ ids: new Set(), isAll: true }),
    /** Adds or removes units; what was "all that match" becomes these units alone. */
    toggle(ids: readonly string[], isOn: boolean) {
      const next = new Set(selection.ids);
      for (const id of ids) {
        if (isOn) next.add(id);
        else next.delete(id);
      }
      set({ ids: next, isAll: false });
    },
  };
}

type BarProps = {
  selection: Selection;
  /** How many units match the filters, as text. */
  total: string;
  onSelectAll: () => void;
  onClear: () => void;
  onDecide: (decision: Decision) => void;
};

const decisions = Object.keys(decisionLabels) as Decision[];

/** What is selected, and what can be done with it. */
export function SelectionBar({ selection, total, onSelectAll, onClear, onDecide }: BarProps) {
  const { ids, isAll } = selection;
  if (ids.size === 0 && !isAll) return null;
  return (
    <Group className="card" gap="sm" p="xs" role="toolbar" aria-label="Selected units">
      <Text size="sm" role="status">
        {isAll ? `All ${total} that match are selected.` : `${formatCount(ids.size, 'unit')} selected.`}
      </Text>
      {!isAll && (
        <Button size="compact-sm" variant="subtle" onClick={onSelectAll}>
          Select all {total} that match
        </Button>
      )}
      <Button size="compact-sm" variant="subtle" onClick={onClear}>
        Clear
      </Button>
      {decisions.map((decision) => (
        <Button
          key={decision}
          size="compact-md"
          {...(decision === 'rejected' ? dangerous : { variant: 'default' })}
          onClick={() => onDecide(decision)}
        >
          {decisionLabels[decision].verb}…
        </Button>
      ))}
    </Group>
  );
}
