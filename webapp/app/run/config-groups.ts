const known: readonly { title: string; keys: readonly string[] }[] = [
  { title: 'Task', keys: ['task_name', 'task_title', 'task_description', 'task_tags'] },
  { title: 'Pay and time', keys: ['task_reward', 'currency', 'assignment_duration_in_seconds'] },
  { title: 'Limits', keys: ['units_per_assignment', 'agreement', 'maximum_units_per_worker', 'allowed_concurrent'] },
  { title: 'Order', keys: ['unit_order', 'unit_order_seed', 'priority', 'round_robin', 'treatments'] },
  {
    title: 'Data and pages',
    keys: [
      'data',
      'page',
      'task_source',
      'preview_source',
      'onboarding_source',
      'extra_source_dir',
      'build',
      'force_rebuild',
    ],
  },
  { title: 'Task page and code', keys: ['task_config', 'aux_parameters'] },
];
const others = 'More';

const groupOf = (key: string): string => {
  const found = known.find(({ keys }) => keys.includes(key))?.title;
  if (found) return found;
  if (/^(max|min|allowed|maximum)_/.test(key)) return 'Limits';
  if (/review/.test(key)) return 'Data and pages';
  if (/_sec(onds)?$/.test(key)) return 'Pay and time';
  return others;
};

/** The keys of a config in groups by topic, in reading order. */
export function groupsOf(config: Readonly<Record<string, unknown>>): { title: string; entries: [string, unknown][] }[] {
  const order = known.flatMap(({ keys }) => keys);
  const rank = (key: string) => (order.includes(key) ? order.indexOf(key) : order.length);
  const entries = Object.entries(config).toSorted(([one], [other]) => rank(one) - rank(other));
  return [...known.map(({ title }) => title), others]
    .map((title) => ({ title, entries: entries.filter(([key]) => groupOf(key) === title) }))
    .filter(({ entries: some }) => some.length > 0);
}
