import { Button, Group, Text } from '@mantine/core';
import { useState } from 'react';
import type { Decision, UnitStatus } from '../../../../src/api/shapes.ts';
import { dangerous } from '../../components/danger.ts';
import { decisionLabels, formatCount } from '../labels.ts';

/** Which units are selected: some by their ids, or all that match the filters, but those in `except`. */
export type Selection = { ids: ReadonlySet<string>; isAll: boolean; except: ReadonlySet<string> };

const none: Selection = { ids: new Set(), isAll: false, except: new Set() };

/** A set with these texts, or without them. */
function changed(before: ReadonlySet<string>, ids: readonly string[], isIn: boolean): ReadonlySet<string> {
  const next = new Set(before);
  for (const id of ids) {
    if (isIn) next.add(id);
    else next.delete(id);
  }
  return next;
}

/** The selection of a table; it ends when the filters change. */
export function useSelection(filters: string) {
  const [kept, setKept] = useState({ filters, selection: none });
  const selection = kept.filters === filters ? kept.selection : none;
  const set = (next: Selection) => setKept({ filters, selection: next });
  const { ids, isAll, except } = selection;
  return {
    selection,
    clear: () => set(none),
    /** Selects all that match these filters. */
    selectAll: (matching: string) => setKept({ filters: matching, selection: { ...none, isAll: true } }),
    /** Adds or removes units; those removed from all that match are left out. */
    toggle: (some: readonly string[], isOn: boolean) =>
      set(
        isAll
          ? { ...selection, except: changed(except, some, !isOn) }
          : { ...selection, ids: changed(ids, some, isOn) },
      ),
    has: (id: string) => (isAll ? !except.has(id) : ids.has(id)),
  };
}

/** The statuses of units that can be decided. */
const decidable: readonly UnitStatus[] = ['completed', 'accepted', 'soft_rejected', 'rejected'];

/** Whether a unit can be decided: it was submitted. */
export const canBeDecided = ({ status }: { status: UnitStatus }): boolean => decidable.includes(status);

/** The statuses of all that match and can be decided; where none is chosen, of those to review. */
export const statusesOfAll = (chosen: readonly UnitStatus[]): UnitStatus[] =>
  chosen.length === 0 ? ['completed'] : chosen.filter((status) => decidable.includes(status));

/** How many units match, counted up to a number. */
type Total = { total: number; counted_to: number };

/** How many units match, but some. */
export const totalLabel = ({ total, counted_to }: Total, but = 0): string =>
  formatCount(total - but, 'unit') + (total >= counted_to ? ' or more' : '');

/** How many units are selected. */
export const selectedLabel = ({ ids, isAll, except }: Selection, total: Total | undefined): string =>
  isAll && total ? totalLabel(total, except.size) : formatCount(ids.size, 'unit');

type BarProps = {
  selection: Selection;
  /** How many units match the filters. */
  total: Total;
  /** The statuses that are chosen in the filters. */
  statuses: readonly UnitStatus[];
  onSelectAll: () => void;
  onClear: () => void;
  onDecide: (decision: Decision) => void;
};

const decisions = Object.keys(decisionLabels) as Decision[];

/** What is selected, in words. */
function selectedText(selection: Selection, total: Total): string {
  const { isAll, except } = selection;
  if (!isAll) return `${selectedLabel(selection, total)} selected.`;
  return except.size > 0
    ? `All ${totalLabel(total)} that match are selected, but ${except.size.toLocaleString('en')}.`
    : `All ${totalLabel(total)} that match are selected.`;
}

/** What is selected, and what can be done with it. */
export function SelectionBar({ selection, total, statuses, onSelectAll, onClear, onDecide }: BarProps) {
  const { ids, isAll } = selection;
  if (ids.size === 0 && !isAll) return null;
  const isWhole = statuses.length > 0 && statuses.every((status) => decidable.includes(status));
  return (
    <Group className="card" gap="sm" p="xs" role="toolbar" aria-label="Selected units">
      <Text size="sm" role="status">
        {selectedText(selection, total)}
      </Text>
      {!isAll && (
        <Button size="compact-sm" variant="subtle" onClick={onSelectAll}>
          {isWhole
            ? `Select all ${totalLabel(total)} that match`
            : `Select all ${statuses.length > 0 ? 'submitted units' : 'units to review'} that match`}
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
