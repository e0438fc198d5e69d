import { type Command, Option } from 'commander';
import type { z } from 'zod';
import { type Aggregation, aggregations, quality } from '../../api/quality.ts';
import { type SectionName, sectionNamed } from '../../api/quality-sections.ts';
import { type Context, examples } from '../connection/context.ts';
import { scopeOf } from '../connection/lookups.ts';
import { withDaemon } from '../connection/visit.ts';
import { namesOf } from '../connection/worker-names.ts';
import { hint } from '../terminal/called-as.ts';
import { refuse } from '../terminal/refusals.ts';
import { pairs, table } from '../terminal/table.ts';
import { counted, jsonText, numberText, onOneLine } from '../terminal/text.ts';
import { inWords, withNamesIn, workersIn, workersInSection } from './quality-names.ts';
import { linesForSection, showOption } from './quality-sections.ts';

type Quality = z.output<typeof quality.reply>;
type Figure = Quality['agreement']['alpha'];
export type Method = Aggregation;
type Options = { question?: string; level?: Quality['level']; method: Method; json?: boolean };
type Further = { show?: SectionName; by?: string; beside?: string };

/** The option for how to aggregate the answers to an item. */
export const methodOption = () =>
  new Option('--method <method>', 'how to aggregate the answers to each item')
    .choices(aggregations)
    .default('dawid-skene');

/** How many rows are printed; `--json` has all. */
const maxWorkers = 10;
const maxLabels = 20;
const maxRemarks = 20;

/** `manyhands quality <task or run>`: agreement, aggregated answers, and unusual patterns. */
export function addQuality(program: Command, context: Context): void {
  program
    .command('quality')
    .description('show how far answers agree, and which workers are worth a look')
    .argument('<task or run>', 'the name of a task or the id of a run')
    .option('--question <key>', 'the question (default: the first one with few possible answers)')
    .addOption(new Option('--level <level>', 'the measurement level').choices(['nominal', 'ordinal', 'interval']))
    .addOption(methodOption())
    .addOption(showOption())
    .option('--by <key>', 'with --show: split by this key of the items')
    .option('--beside <run>', 'with --show: the figures of another run beside these')
    .option('--json', 'print everything as JSON')
    .addHelpText(
      'after',
      examples(
        'manyhands quality film-genres',
        'manyhands quality film-genres --question stars --level ordinal',
        'manyhands quality film-genres --show enough --by decade',
      ),
    )
    .action(async (of: string, { json, show, by, beside, ...options }: Options & Further) => {
      if (show) return showSection(context, of, { show, json, query: { by, beside, ...options } });
      if (by !== undefined || beside !== undefined) throw refuse('quality/needs-show');
      const { found, names } = await withDaemon(context, async (client) => {
        const reply = await client.call(quality, { query: { ...(await scopeOf(client, of)), ...options } });
        return { found: reply, names: await namesOf(client, workersIn(reply)) };
      });
      const lines = json
        ? [jsonText(withNamesIn(found, names), 2)]
        : linesFor(inWords(found, names), options.method, of);
      for (const line of lines) await context.terminal.print(line);
    });
}

type Shown = { show: SectionName; json?: boolean; query: Omit<Options, 'json'> & Omit<Further, 'show'> };

async function showSection(context: Context, of: string, { show, json, query }: Shown): Promise<void> {
  const { found, names } = await withDaemon(context, async (client) => {
    const reply = await client.call(sectionNamed(show), { query: { ...(await scopeOf(client, of)), ...query } });
    return { found: reply, names: await namesOf(client, workersInSection(reply)) };
  });
  const lines = json
    ? [jsonText({ ...found, worker_names: Object.fromEntries(names) }, 2)]
    : linesForSection(show, found, { of, names });
  for (const line of lines) await context.terminal.print(line);
}

// A figure that is 0 when it is rounded has no sign.
const threeDecimals = (value: number): string => (Math.abs(value) < 0.0005 ? 0 : value).toFixed(3);
const part = (share: number | null): string => (share === null ? '' : `${(100 * share).toFixed(0)} %`);
const figureText = (figure: Figure, words: (value: number) => string = threeDecimals): string =>
  figure.value === null ? `undefined: ${figure.why}` : words(figure.value);

/** The quality of answers as lines: figures, labels, workers, and what is worth a look. */
export function linesFor(found: Quality, method: string, of: string): string[] {
  const asked = found.questions.find(({ key }) => key === found.question);
  const remarks = found.evidence.slice(0, maxRemarks).map(({ sentence }) => `  ${onOneLine(sentence)}`);
  const look = remarks.length > 0 ? ['', 'Worth a look:', ...remarks] : [];
  if (!asked) {
    const none = 'No question with few possible answers has answers yet.';
    return [
      none,
      ...pairs(goldUnitsOf(found)),
      ...(found.gold_units ? ['', ...workersOf(found)] : []),
      ...flaggedOf(found),
      ...look,
      ...pastesOf(found),
    ];
  }
  const others = found.questions.filter((one) => one !== asked).map(({ key }) => key);
  return [
    ...pairs([
      ['question', `${asked.label} (${asked.key}, ${found.level})`],
      [
        'answers',
        `${numberText(found.answers)} to ${counted(found.items, 'item')} by ${counted(found.workers, 'worker')}`,
      ],
      ...figuresOf(found, method),
      ...aggregatedBy(found),
      ...(others.length > 0 ? [['others', `${others.join(', ')}; choose with --question`] as const] : []),
      ['next', hint('aggregate', of, '--question', asked.key, '--method', method)],
    ]),
    '',
    ...table(
      ['LABEL', 'ANSWERS', 'ITEMS'],
      found.labels.slice(0, maxLabels).map(({ label, answers, aggregated }) => [label, answers, aggregated]),
    ),
    '',
    ...strengthsOf(found),
    ...workersOf(found),
    ...flaggedOf(found),
    ...look,
    ...pastesOf(found),
  ];
}

/** By which method, version and variant labels were aggregated, and what to know of it. */
const aggregatedBy = ({ aggregation }: Quality): (readonly [string, string])[] => {
  if (!aggregation) return [];
  const { method, version, variant, notes } = aggregation;
  const how = `${method}, version ${version}${variant ? `, ${variant}` : ''}`;
  return [['aggregated', how], ...notes.map((note) => ['', note] as const)];
};

/** The strengths of the options of a pairwise question; `--json` has all of them. */
function strengthsOf({ strengths, strengths_notes }: Quality): string[] {
  if (!strengths || strengths.length === 0) return [];
  const more = strengths.length - maxLabels;
  const rows = strengths.slice(0, maxLabels).map(({ option, strength, low, high }) => {
    const between = low === null || high === null ? '' : `${low.toFixed(2)} to ${high.toFixed(2)}`;
    return [onOneLine(option), strength.toFixed(2), between];
  });
  return [
    ...table(['STRONGEST', 'STRENGTH', '95 %'], rows),
    ...(more > 0 ? [`and ${counted(more, 'weaker option')}; --json has all of them`] : []),
    ...strengths_notes.map(onOneLine),
    '',
  ];
}

type Right = { right: number; of: number; low: number; high: number };
const rightText = ({ right, of, low, high }: Right) => `${right} of ${of} (${part(low)} to ${part(high)})`;

const goldUnitsOf = ({ gold_units }: Quality): (readonly [string, string])[] =>
  gold_units ? [['gold units', `${rightText(gold_units)} answered well`]] : [];

const pastesOf = ({ pastes }: Quality): string[] =>
  pastes.length === 0
    ? []
    : [
        '',
        ...table(
          ['MOST PASTES', 'ANSWERS', 'WITH PASTES'],
          pastes
            .slice(0, maxWorkers)
            .map(({ worker, answers, with_pastes }) => [
              worker,
              answers,
              `${with_pastes} (${part(with_pastes / answers)})`,
            ]),
        ),
      ];

const workersOf = ({ reliability }: Quality): string[] =>
  table(
    ['LEAST RELIABLE', 'ANSWERS', 'RELIABILITY', 'WITH MAJORITY', 'GOLD'],
    reliability
      .slice(0, maxWorkers)
      .map(({ worker, answers, reliability, agrees_with_majority, gold }) => [
        worker,
        answers,
        part(reliability),
        part(agrees_with_majority),
        gold ? rightText(gold) : '',
      ]),
  );

/** The workers whom rules flagged, and why; `--json` has all of them. */
function flaggedOf({ reliability }: Quality): string[] {
  const flagged = reliability.filter(({ flags }) => flags.length > 0);
  if (flagged.length === 0) return [];
  const more = flagged.length - maxWorkers;
  return [
    '',
    ...table(
      ['FLAGGED BY RULES', 'RELIABILITY', 'WHY'],
      flagged
        .slice(0, maxWorkers)
        .map(({ worker, reliability: share, flags }) => [worker, part(share), flags.join('; ')]),
    ),
    ...(more > 0 ? [`and ${numberText(more)} more; ${hint('workers', '--rules', 'flag')}`] : []),
  ];
}

function figuresOf(found: Quality, method: string): (readonly [string, string])[] {
  const { agreement, gold } = found;
  const { alpha, alpha_interval: between, pairwise, fleiss, cohen, cohen_linear, cohen_quadratic, ac1 } = agreement;
  const reach = between ? ` (95 %: ${threeDecimals(between.low)} to ${threeDecimals(between.high)})` : '';
  return [
    ['alpha', `${figureText(alpha)}${reach}`],
    ['same answer', figureText(pairwise, part)],
    ["Fleiss' kappa", figureText(fleiss)],
    ...(cohen.value === null ? [] : [["Cohen's kappa", figureText(cohen)] as const]),
    ...(cohen.value === null || !cohen_linear ? [] : [['  weighted by steps', figureText(cohen_linear)] as const]),
    ...(cohen.value === null || !cohen_quadratic ? [] : [['  by squared steps', figureText(cohen_quadratic)] as const]),
    ['AC1', figureText(ac1)],
    ...(gold
      ? [
          ['gold answers', `for ${counted(gold.items, 'item')}`] as const,
          ['  by majority', figureText(gold.majority, part)] as const,
          [`  by ${method}`, figureText(gold.aggregated, part)] as const,
        ]
      : []),
    ...goldUnitsOf(found),
  ];
}
