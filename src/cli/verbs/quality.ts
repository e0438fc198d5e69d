import { type Command, Option } from 'commander';
import type { z } from 'zod';
import type { quality } from '../../api/quality.ts';
import { pathTo } from '../connection/client.ts';
import { type Context, examples } from '../connection/context.ts';
import { scopeOf } from '../connection/scope.ts';
import { withDaemon } from '../connection/visit.ts';
import { hint } from '../terminal/hint.ts';
import { pairs, table } from '../terminal/table.ts';
import { jsonText, onOneLine } from '../terminal/visible.ts';

type Quality = z.output<typeof quality.reply>;
type Figure = Quality['agreement']['alpha'];
type Options = { question?: string; level?: string; method: string; json?: boolean };

/** The ways to bring the answers to an item together. */
export const methodOption = () =>
  new Option('--method <method>', 'how the answers to each item are brought together')
    .choices(['majority', 'dawid-skene', 'mace', 'glad'])
    .default('dawid-skene');

/** So many workers, labels and remarks are shown; `--json` has all. */
const fewWorkers = 10;
const fewLabels = 20;
const fewRemarks = 20;

/** `manyhands quality <task or run>`: how far answers agree, what they come to, and whom to look at. */
export function addQuality(program: Command, context: Context): void {
  program
    .command('quality')
    .description('show how far answers agree, and whose work is worth a look')
    .argument('<of>', 'the name of a task or the id of a run')
    .option('--question <key>', 'the question; without it the first one with few possible answers')
    .addOption(
      new Option('--level <level>', 'what may be compared of two answers').choices(['nominal', 'ordinal', 'interval']),
    )
    .addOption(methodOption())
    .option('--json', 'print everything as JSON')
    .addHelpText(
      'after',
      examples('manyhands quality film-genres', 'manyhands quality film-genres --question stars --level ordinal'),
    )
    .action(async (of: string, { json, ...wish }: Options) => {
      const found = await withDaemon(context, async (client) =>
        client.get<Quality>(pathTo(['api', 'quality'], { ...(await scopeOf(client, of)), ...wish })),
      );
      const lines = json ? [jsonText(found, 2)] : linesFor(found, wish.method, of);
      for (const line of lines) await context.terminal.print(line);
    });
}

const part = (share: number | null): string => (share === null ? '' : `${(100 * share).toFixed(0)} %`);
const figureWords = (figure: Figure, words: (value: number) => string = (value) => value.toFixed(3)): string =>
  figure.value === null ? `none: ${figure.why}` : words(figure.value);

/** Quality in words: figures, then labels, workers, and what is worth a look. */
export function linesFor(found: Quality, method: string, of: string): string[] {
  const asked = found.questions.find(({ key }) => key === found.question);
  const remarks = found.evidence.slice(0, fewRemarks).map(({ sentence }) => `  ${onOneLine(sentence)}`);
  const look = remarks.length > 0 ? ['', 'Worth a look, never a verdict:', ...remarks] : [];
  if (!asked)
    return ['No question with few possible answers has been answered yet, so there is nothing to compare.', ...look];
  const others = found.questions.filter((one) => one !== asked).map(({ key }) => key);
  return [
    ...pairs([
      ['question', `${asked.label} (${asked.key}, ${found.level})`],
      ['answers', `${found.answers} to ${found.items} items by ${found.workers} workers`],
      ...figuresOf(found, method),
      ...(others.length > 0 ? [['others', `${others.join(', ')}; ask with --question`] as const] : []),
      ['next', hint(`aggregate ${of} --question ${asked.key} --method ${method}`)],
    ]),
    '',
    ...table(
      ['LABEL', 'ANSWERS', 'ITEMS'],
      found.labels.slice(0, fewLabels).map(({ label, answers, aggregated }) => [label, answers, aggregated]),
    ),
    '',
    ...table(
      ['LEAST RELIABLE', 'ANSWERS', 'RELIABILITY', 'WITH MAJORITY', 'KNOWN ANSWERS'],
      found.reliability
        .slice(0, fewWorkers)
        .map(({ worker, answers, reliability, agrees_with_majority, gold }) => [
          worker,
          answers,
          part(reliability),
          part(agrees_with_majority),
          gold ? `${gold.right} of ${gold.of} (${part(gold.low)} to ${part(gold.high)})` : '',
        ]),
    ),
    ...look,
  ];
}

function figuresOf({ agreement, gold }: Quality, method: string): (readonly [string, string])[] {
  const { alpha, alpha_interval: between, pairwise, fleiss, cohen, ac1 } = agreement;
  const reach = between ? ` (95 %: ${between.low.toFixed(3)} to ${between.high.toFixed(3)})` : '';
  return [
    ['alpha', `${figureWords(alpha)}${reach}`],
    ['same answer', figureWords(pairwise, part)],
    ["Fleiss' kappa", figureWords(fleiss)],
    ...(cohen.value === null ? [] : [["Cohen's kappa", figureWords(cohen)] as const]),
    ['AC1', figureWords(ac1)],
    ...(gold
      ? [
          ['known answers', `of ${gold.items} items`] as const,
          ['  by majority', figureWords(gold.majority, part)] as const,
          [`  by ${method}`, figureWords(gold.aggregated, part)] as const,
        ]
      : []),
  ];
}
