import { workerIdentityTexts } from '../../api/labels.ts';
import { type LaunchPlan, noNamesText, valueAmong } from '../../api/launch.ts';
import { moneyText } from '../../api/money.ts';
import { type LaunchLine, launchRun, type RunRow } from '../../api/runs.ts';
import { hint } from '../terminal/called-as.ts';
import { openProgress } from '../terminal/progress.ts';
import { refuse } from '../terminal/refusals.ts';
import { pairs, table } from '../terminal/table.ts';
import { counted, jsonText, numberText, onOneLine } from '../terminal/text.ts';
import type { Client } from './client.ts';
import type { Context } from './context.ts';

/** What to launch: an absolute folder, the NAME of a config, and settings that override it. */
export type Launch = { folder: string; config?: string; overrides?: Record<string, string> };

/** What a launch made: the run, if it was no dry run, and how many items and units it has. */
export type Launched = { plan: LaunchPlan; run?: RunRow; goes_on?: boolean };

/** Launches a task, or only checks it, and shows its progress. */
export const launch = (
  context: Context,
  client: Client,
  body: Launch & { dry_run?: boolean; go_on?: boolean; development?: boolean },
): Promise<Launched> => outcomeOf(context, client, client.stream(launchRun, { body }));

/** The outcome of a launch; its progress is shown. */
export async function outcomeOf(
  { terminal }: Context,
  client: Client,
  lines: AsyncIterable<LaunchLine>,
): Promise<Launched> {
  const progress = openProgress(terminal);
  try {
    for await (const line of lines) {
      if ('progress' in line) progress.at(line.progress);
      if ('plan' in line) return line;
    }
  } finally {
    progress.end();
  }
  throw refuse('daemon/gone', { url: client.url });
}

const maxKeysShown = 8;

/** The first keys of the items. */
export const keysText = (keys: readonly string[]): string =>
  `${keys.slice(0, maxKeysShown).map(onOneLine).join(', ')}${keys.length > maxKeysShown ? ', …' : ''}`;

/** A warning for keys of which one looks like a value, if one does. */
export function keysWarning(keys: readonly string[] | null): string[] {
  const value = valueAmong(keys ?? []);
  return value === undefined ? [] : [noNamesText(onOneLine(value))];
}

const maxValueChars = 80;

const valueText = (value: unknown): string => {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > maxValueChars ? `${text.slice(0, maxValueChars)}…` : text;
};

/** What became of each key of a Mephisto config, as a table and an empty line; nothing for other configs. */
function movedLines({ moved = [] }: LaunchPlan): string[] {
  if (moved.length === 0) return [];
  const rows = moved.map(({ key, to, value, because = '', is_default }) =>
    to === undefined
      ? [key, 'no effect', because]
      : [key, to, `${valueText(value)}${is_default ? ', the default of Mephisto' : ''}`],
  );
  return [...table(['MEPHISTO', 'HERE', 'VALUE OR REASON'], rows), ''];
}

/** The lines about what was launched or checked, as text or as JSON. */
export function launchedLines({ plan, run }: Launched, appUrl: string, json = false): string[] {
  if (json) return [jsonText(run ?? plan, 2)];
  return [...movedLines(plan), ...summaryLines({ plan, run }, appUrl)];
}

/** What is asked of workers, and which qualifications there are for that. */
function whoMayWorkLines(plan: LaunchPlan, isMade: boolean) {
  const { requirements, onboarding, rules = [], screening, gold, qualifications, creates } = plan;
  const lines: [string, string][] = [];
  if (requirements.length > 0) lines.push(['requirements', requirements.map(onOneLine).join('; ')]);
  if (onboarding) {
    const { pages, max_mistakes, qualification } = onboarding;
    const allowed = `${counted(max_mistakes, 'mistake')} allowed`;
    lines.push(['onboarding', `${counted(pages, 'page')}; ${allowed}; grants ${onOneLine(qualification)}`]);
  }
  for (const [name, units] of Object.entries({ screening, gold })) {
    if (!units) continue;
    const items = units.items ? `${counted(units.items, 'item')}, ` : '';
    lines.push([name, `${items}${onOneLine(units.rules)}`]);
  }
  if (rules.length > 0) lines.push(['rules', rules.map(onOneLine).join('; ')]);
  const names = (creates ?? qualifications).map(onOneLine).join(', ');
  if (names === '') return lines;
  const says = creates === null ? 'that do not exist are created' : isMade ? 'created' : 'will be created';
  return [...lines, ['qualifications', `${names} (${says})`] as [string, string]];
}

function summaryLines({ plan, run }: Launched, appUrl: string): string[] {
  const { items, units, most_units, keys, functions, order, treatments, currency, unit_cents, max_cents } = plan;
  const counts: [string, string][] =
    items === null || units === null
      ? [['items', 'made on demand']]
      : [
          ['items', numberText(items)],
          [
            'units',
            most_units === units
              ? numberText(units)
              : `${numberText(units)} to ${numberText(most_units ?? units)}, by agreement`,
          ],
        ];
  if (keys) counts.push(['keys', keysText(keys)]);
  counts.push(['order', onOneLine(order)]);
  if (functions) counts.push(['code', functions.map(onOneLine).join(', ') || 'no functions']);
  if (treatments) counts.push(['treatments', onOneLine(treatments)]);
  counts.push(...whoMayWorkLines(plan, run !== undefined));
  const most = max_cents === null ? '' : `, at most ${moneyText(max_cents, currency)}`;
  const pay =
    unit_cents === 0 ? 'none' : `${moneyText(unit_cents, currency)} for each unit${most}, without bonuses and fees`;
  if (!run) return [...pairs([['task', plan.task], ...counts, ['pay', pay]]), 'Nothing was launched.'];
  return pairs([
    ['run', run.id],
    ...counts,
    ['pay', pay],
    ['worker page', run.worker_url],
    ['workers', workerIdentityTexts[run.worker_identity]],
    ...(run.worker_identity === 'invited' ? [['links', hint(`invite ${run.id} --names names.txt`)] as const] : []),
    ['review', `${appUrl}review?run=${run.id}`],
  ]);
}
