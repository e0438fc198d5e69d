import { withChanges } from '../runs/setting-changes.ts';
import { type Block, timeText } from './document.ts';
import type { Work } from './work-rows.ts';

/** Longer values are cut off. */
const maxValueChars = 200;

function valueText(value: unknown): string {
  if (value === null || value === undefined) return 'none';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > maxValueChars ? `${text.slice(0, maxValueChars)}…` : text;
}

const developmentText = (runs: readonly string[]) =>
  `For development: ${runs.join(', ')}. The page may have been built anew while answers were given, so that they may be from different pages.`;

/** What was changed while the runs were open: who changed what, when and why, and which code was loaded. */
export function settingsSection({ runs, changes, codes }: Work): Block[] {
  const changed = changes.flatMap(({ run, history }) => {
    const config = runs.find(({ runId }) => runId === run)?.config ?? {};
    return withChanges(config, history).changes.map(({ at, by, reason, changed, added }) => [
      ...[run, timeText(at), by],
      [
        ...changed.map(({ key, before, after }) => `${key}: ${valueText(before)} → ${valueText(after)}`),
        ...(added ? [`${added.items} items added (SHA-256 ${added.sha256})`] : []),
      ].join('; '),
      reason ?? '–',
    ]);
  });
  const loaded = codes.map(({ run, at, by, file, sha256 }) => [run, timeText(at), by, file ?? '–', sha256 ?? '–']);
  const developed = runs.filter(({ launched }) => launched.development).map(({ runId }) => runId);
  return [
    { heading: 'Changes while the runs were open', level: 3 },
    ...(developed.length === 0 ? [] : [{ text: developmentText(developed) }]),
    changed.length === 0
      ? { text: 'No setting was changed, and no items were added.' }
      : { head: ['Run', 'When', 'By', 'What', 'Reason'], rows: changed },
    ...(loaded.length === 0 ? [] : [{ head: ['Run', 'Loaded', 'By', 'Code', 'SHA-256'], rows: loaded }]),
  ];
}
