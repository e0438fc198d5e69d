import { Group } from '@mantine/core';
import { overview } from '../../../src/api/runs.ts';
import { useEndpointQuery } from '../data/api.ts';
import type { ScopeSearch } from '../data/search.ts';
import { seenText } from '../review/text/pieces.ts';
import { LazySelect } from './lazy-select.tsx';
import { ScreenLink } from './link.tsx';

type Props = { scope: ScopeSearch; onChange: (scope: ScopeSearch) => void; everything?: string; label?: string };

/** Chooses the scope of a screen: everything, all runs of a task, or one run. */
export function ScopePicker({ scope, onChange, everything = 'All tasks', label = 'Task or run' }: Props) {
  const runs = useEndpointQuery(overview, {}).data?.runs ?? [];
  const tasks = [...new Set(runs.map(({ task }) => task))].toSorted();
  const newest = runs.toSorted((one, other) => other.opened_at.localeCompare(one.opened_at));
  const known = new Set([...tasks.map((task) => `task:${task}`), ...runs.map(({ id }) => `run:${id}`)]);
  const value = scope.run ? `run:${scope.run}` : scope.task ? `task:${scope.task}` : 'all';
  // An address may name a run that is not in the list yet.
  const named = value === 'all' || known.has(value) ? [] : [{ value, label: scope.run ?? scope.task ?? '' }];
  const titleOf = (task: string) => newest.find((run) => run.task === task)?.title ?? task;
  const data = [
    { group: 'Everything', items: [{ value: 'all', label: everything }, ...named] },
    {
      group: 'A task, all its runs',
      items: tasks.map((task) => ({ value: `task:${task}`, label: labelOf(titleOf(task), task) })),
    },
    { group: 'One run', items: newest.map(({ id, title }) => ({ value: `run:${id}`, label: labelOf(title, id) })) },
  ];
  const choose = (chosen: string | null) => {
    const [kind, ...rest] = (chosen ?? 'all').split(':');
    const name = rest.join(':');
    onChange(kind === 'run' ? { run: name } : kind === 'task' ? { task: name } : {});
  };
  return (
    <Group gap="xs" wrap="nowrap" w={{ base: '100%', xs: 'auto' }}>
      <LazySelect
        aria-label={label}
        data={data}
        value={value}
        onChange={choose}
        allowDeselect={false}
        searchable
        nothingFoundMessage="Nothing matches"
        w={{ base: '100%', xs: 320 }}
        maxDropdownHeight={360}
      />
      {scope.run && known.has(value) && (
        <ScreenLink to="/runs/$run" params={{ run: scope.run }} size="sm" style={{ whiteSpace: 'nowrap' }}>
          Run page
        </ScreenLink>
      )}
    </Group>
  );
}

/** A title with the name or id by which it is told from others of the same title; both are searched. */
const labelOf = (title: string, id: string): string => (title === id ? id : `${seenText(title)} · ${id}`);
