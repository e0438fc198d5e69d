import { counted } from '../../actors/counted.ts';
import type { RunSettings } from '../../events/task-run.ts';
import { designText } from '../runs/design-text.ts';
import { whoMayWork } from '../runs/who-may-work.ts';
import { medianOf } from '../statistics/quantiles.ts';
import { type Block, countText, distinct, medianText, shareText, textOf, timeText } from './document.ts';
import type { Work } from './work-rows.ts';

/** How many values each key has. */
function countsBy<Row>(rows: readonly Row[], keyOf: (row: Row) => string | null | undefined): Map<string, number> {
  const counts = new Map<string, number>();
  for (const row of rows) {
    const key = keyOf(row);
    if (key !== null && key !== undefined) counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}

const listOf = (value: unknown): string => (Array.isArray(value) ? value.join(', ') : '');
const settingsOf = ({ runs }: Pick<Work, 'runs'>) => runs.map(({ settings }) => settings as Partial<RunSettings>);

/** The runs, when they were open, and what workers were told. */
export function runsSection({ runs, answers }: Work): Block[] {
  const [first, last] = [answers[0]?.submittedAt, answers.at(-1)?.submittedAt];
  const told = (key: string) => distinct(runs.flatMap(({ config }) => textOf(config[key]) ?? []));
  return [
    { heading: 'Task', level: 3 },
    {
      pairs: [
        ['Title', distinct(runs.map(({ title }) => title)).join('; ')],
        ...told('task_description').map((text) => ['Description', text] as const),
        ...distinct(settingsOf({ runs }).flatMap(({ treatments }) => designText(treatments) ?? [])).map(
          (text) => ['Design', text] as const,
        ),
        ...distinct(runs.map(({ config }) => listOf(config.signals)).filter((text) => text !== '')).map(
          (text) => ['Counted while workers answered, without its content', text] as const,
        ),
        ['First and last answer', `${timeText(first)} to ${timeText(last)}`],
      ],
    },
    {
      head: ['Run', 'Opened', 'Ended', 'Answers per item asked for', 'SHA-256 of the data'],
      rows: runs.map(({ runId, openedAt, endedAt, settings, launched }) => [
        ...[runId, timeText(openedAt), endedAt ? timeText(endedAt) : 'open'],
        ...[countText(Number(settings.unitsPerAssignment)), launched.dataSha256 ?? '–'],
      ]),
    },
  ];
}

/** How many workers took part, where they came from, and what was asked of them. */
export function workersSection(work: Work): Block[] {
  const perWorker = countsBy(work.answers, ({ worker }) => worker);
  const providers = new Map(work.answers.map(({ worker, provider }) => [worker, provider ?? 'unknown']));
  const asked = work.runs.map(({ settings }) => whoMayWork(settings as Partial<RunSettings>, undefined));
  const requirements = distinct(asked.flatMap((one) => one.requirements));
  const trained = asked.flatMap(({ onboarding }) =>
    onboarding
      ? `onboarding of ${counted(onboarding.pages, 'page')}, with at most ${counted(onboarding.max_mistakes, 'mistake')}`
      : [],
  );
  const limits = settingsOf(work).map(({ maximumUnitsPerWorker: most = 0 }) =>
    most === 0 ? 'no limit' : countText(most),
  );
  return [
    { heading: 'Workers', level: 3 },
    {
      pairs: [
        ['Workers with an answer in time', countText(perWorker.size)],
        [
          'Providers',
          [...countsBy([...providers], ([, provider]) => provider)]
            .map(([provider, count]) => `${provider} (${countText(count)})`)
            .join(', ') || '–',
        ],
        ['Answers per worker, median (range)', medianText([...perWorker.values()], medianOf)],
        ['Most answers per worker allowed', distinct(limits).join('; ')],
        ['Requirements', [...requirements, ...distinct(trained)].join('; ') || 'none'],
        ...onboardingPairs(work),
      ],
    },
  ];
}

/** Who began an onboarding, and what became of them; nothing where nobody did. */
function onboardingPairs({ onboardings }: Work): [string, string][] {
  if (onboardings.length === 0) return [];
  const workersOf = (rows: Work['onboardings']) => countText(new Set(rows.map(({ worker }) => worker)).size);
  const ended = (status: string) => onboardings.filter((one) => one.status === status);
  const open = onboardings.filter(({ status }) => status !== 'passed' && status !== 'failed');
  const mistakes = [...ended('passed'), ...ended('failed')].map((one) => one.mistakes);
  return [
    ['Workers who began an onboarding', workersOf(onboardings)],
    ['Of these passed', workersOf(ended('passed'))],
    ['Of these failed', workersOf(ended('failed'))],
    ['Of these did not finish', workersOf(open)],
    ['Mistakes in an onboarding, median (range)', medianText(mistakes, medianOf)],
  ];
}

/** How many items and answers there are, and how many of each other. */
export function dataSection({ items, answers, late = 0 }: Work, finals: number): Block[] {
  const ordinary = answers.filter(({ special }) => !special);
  const perItem = countsBy(ordinary, ({ item }) => item);
  const counting = ordinary.filter(({ status }) => status === 'accepted' || status === 'completed');
  return [
    { heading: 'Data', level: 3 },
    {
      pairs: [
        ['Items', countText(items.length)],
        ['Items with an answer', countText(perItem.size)],
        ['Answers in time', countText(ordinary.length)],
        ['Of these counted in the figures below', shareText(counting.length, ordinary.length)],
        [
          'Answers per item, median (range)',
          medianText(
            items.map(({ item }) => perItem.get(item) ?? 0),
            medianOf,
          ),
        ],
        [
          'Answers per item asked for, median (range)',
          medianText(
            items.map(({ units }) => units),
            medianOf,
          ),
        ],
        ['Late answers, which do not count', countText(late)],
        ['Items with a final answer settled by a reviewer', countText(finals)],
      ],
    },
  ];
}

/** At most this many reasons are listed; the others are counted together. */
const maxReasons = 30;

/** What was left out of the figures, and why. */
export function exclusionsSection({ answers, rules }: Work): Block[] {
  const of = (status: string) => answers.filter((one) => one.status === status);
  const [rejected, unused] = [of('rejected'), of('soft_rejected')];
  const reasons = (rows: Work['answers']) =>
    [...countsBy(rows, ({ note }) => note ?? 'no reason given')].sort(
      ([one, many], [other, more]) => more - many || (one < other ? -1 : 1),
    );
  const table = [
    ...reasons(rejected).map((one) => ['Rejected', ...one] as const),
    ...reasons(unused).map((one) => ['Paid and not used', ...one] as const),
  ];
  const rest = table.slice(maxReasons).reduce((sum, [, , count]) => sum + count, 0);
  const gold = answers.filter(({ purpose, special, correct }) => purpose === 'gold' && special && correct !== null);
  const screened = answers.filter(({ purpose, correct }) => purpose === 'screening' && correct !== null);
  const right = (rows: Work['answers']) => rows.filter(({ correct }) => correct).length;
  const failedBy = (purpose: string) =>
    new Set(answers.filter((one) => one.purpose === purpose && one.disqualifies).map(({ worker }) => worker)).size;
  return [
    { heading: 'Review and exclusions', level: 3 },
    {
      pairs: [
        ['Accepted', countText(of('accepted').length)],
        ['Not reviewed', countText(of('completed').length)],
        ['Rejected, neither used nor paid', countText(rejected.length)],
        ['Paid and not used', countText(unused.length)],
        ['Reviewers', countText(new Set(answers.flatMap(({ reviewedBy }) => reviewedBy ?? [])).size)],
        ['Gold units answered well', shareText(right(gold), gold.length)],
        ['Workers disqualified by gold units', countText(failedBy('gold'))],
        ['Screening units passed', shareText(right(screened), screened.length)],
        ['Workers disqualified by screening', countText(failedBy('screening'))],
      ],
    },
    ...(table.length === 0
      ? []
      : [
          {
            head: ['Left out', 'Reason, as reviewers wrote it', 'Answers'],
            rows: [
              ...table.slice(0, maxReasons).map(([what, why, count]) => [what, why, countText(count)]),
              ...(rest > 0 ? [['Both', 'other reasons', countText(rest)]] : []),
            ],
          },
        ]),
    ...(rules.length === 0
      ? []
      : [{ head: ['Rule', 'Workers'], rows: rules.map(({ line, workers }) => [line, countText(workers)]) }]),
  ];
}
