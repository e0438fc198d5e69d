import { Option } from 'commander';
import { pairedFigures, referencesText } from '../../api/paired-figures.ts';
import type { NamedFigure, Picture, SectionName, SectionReply } from '../../api/quality-sections.ts';
import { sections } from '../../api/quality-sections.ts';
import { hint } from '../terminal/called-as.ts';
import { pairs, table } from '../terminal/table.ts';
import { counted, numberText } from '../terminal/text.ts';

/** The option for further figures. */
export const showOption = () =>
  new Option('--show <figures>', 'further figures').choices(Object.keys(sections) as SectionName[]);

/** How many rows of a table are printed; `--json` has all. */
const maxRows = 20;

function short(value: number): string {
  // A difference of 0 has no sign.
  if (Math.abs(value) < 0.0005) return '0';
  if (Number.isInteger(value)) return numberText(value);
  return Math.abs(value) >= 1000 ? numberText(Math.round(value)) : value.toFixed(3);
}
const orEmpty = (value: number | null): string => (value === null ? '' : short(value));

function figureText({ figure, low, high }: NamedFigure): string {
  if (figure.value === null) return `undefined: ${figure.why}`;
  return `${short(figure.value)}${low !== null && high !== null ? ` (95 %: ${short(low)} to ${short(high)})` : ''}`;
}

const orNone = (one: NamedFigure | undefined): string => (one ? figureText(one) : '–');

type Said = { of: string; names: ReadonlyMap<string, string> };

/** Further figures as lines: the figures, those of the other run beside them, a table of the picture with workers by name, and the subsets. */
export function linesForSection(name: SectionName, found: SectionReply<SectionName>, { of, names }: Said): string[] {
  const { whole, beside, subsets, questions, question, level, keys } = found;
  const asked = questions.find(({ key }) => key === question);
  if (!whole || !asked) return ['No question has such figures yet.'];
  const others = questions.filter((one) => one !== asked).map(({ key }) => key);
  const countsOf = (one: { answers: number; items: number; workers: number }) =>
    `${numberText(one.answers)} to ${counted(one.items, 'item')} by ${counted(one.workers, 'worker')}`;
  const figures = pairedFigures(whole, beside);
  const note = beside && referencesText(figures);
  const heads = beside ? ['FIGURE', of.toUpperCase(), beside.run.toUpperCase()] : ['FIGURE', 'VALUE'];
  return [
    ...pairs([
      ['question', `${asked.label} (${asked.key}, ${level})`],
      ['answers', countsOf(whole)],
      ...(beside ? [[`of ${beside.run}`, countsOf(beside)] as const] : []),
      ...(others.length > 0 ? [['others', `${others.join(', ')}; choose with --question`] as const] : []),
      ...(keys.length > 0 && !subsets
        ? [['by', `${keys.join(', ')}; ${hint('quality', of, '--show', name, '--by', keys[0] ?? '')}`] as const]
        : []),
    ]),
    '',
    ...table(
      heads,
      figures.map(({ name, one, other }) => [name, ...[one, ...(beside ? [other] : [])].map(orNone)]),
    ),
    ...(note ? [note] : []),
    ...tablesOf(name, whole.picture, (worker) => names.get(worker) ?? worker),
    ...subsetLines(subsets, of, beside?.run),
  ];
}

function subsetLines(subsets: SectionReply<SectionName>['subsets'], of: string, run: string | undefined): string[] {
  if (!subsets) return [];
  const heads = [subsets.key.toUpperCase(), 'ANSWERS', 'FIGURE', of.toUpperCase(), ...(run ? [run.toUpperCase()] : [])];
  const rows = subsets.rows.flatMap(({ value, whole, beside }) =>
    pairedFigures(whole, beside).map(({ name, one, other }) => [
      ...[value, (whole?.answers ?? 0) + (beside?.answers ?? 0), name],
      ...[one, ...(run ? [other] : [])].map(orNone),
    ]),
  );
  return ['', ...table(heads, rows), ...(subsets.more > 0 ? [`and ${counted(subsets.more, 'more value')}`] : [])];
}

type WordOf = (worker: string) => string;
type Tables = { [Name in SectionName]: (picture: Picture<Name>, wordOf: WordOf) => string[] };

const tables: Tables = {
  agreement: () => [],
  numbers: ({ workers, items, items_total }, wordOf) => [
    ...table(
      ['FARTHEST OFF', 'ANSWERS', 'MAE', 'RMSE', 'BIAS', 'CORRELATION'],
      workers
        .slice(0, maxRows)
        .map(({ worker, answers, mae, rmse, bias, pearson }) => [
          wordOf(worker),
          answers,
          ...[mae, rmse, bias, pearson].map(orEmpty),
        ]),
    ),
    '',
    ...table(
      ['MOST SPREAD', 'ANSWERS', 'MEAN', 'MEDIAN', 'DEVIATION', 'KNOWN'],
      items
        .slice(0, maxRows)
        .map(({ item, answers, mean, median, deviation, gold }) => [
          ...[item, answers, short(mean), short(median)],
          ...[orEmpty(deviation), orEmpty(gold)],
        ]),
    ),
    ...(items_total > maxRows
      ? [`and ${counted(items_total - maxRows, 'more item')}; --json has ${numberText(items.length)}`]
      : []),
  ],
  classes: ({ labels, answers, reference }) => [
    ...table(
      ['LABEL', reference === 'gold' ? 'KNOWN' : 'AGGREGATED', 'GIVEN', 'PRECISION', 'RECALL', 'F1'],
      answers.classes.map(({ label, right, given, precision, recall, f1 }) => [
        ...[label, right, given, orEmpty(precision), orEmpty(recall), orEmpty(f1)],
      ]),
    ),
    '',
    ...table(
      ['RIGHT ↓ GIVEN →', ...labels],
      answers.counts.map((row, at) => [labels[at], ...row]),
    ),
  ],
  pairs: ({ pairs: found }, wordOf) =>
    table(
      ['LEAST ALIKE', 'AND', 'ITEMS', 'SAME', 'KAPPA'],
      found
        .toSorted((one, other) => (one.kappa ?? 2) - (other.kappa ?? 2))
        .slice(0, maxRows)
        .map(({ one, other, items, same, kappa }) => [wordOf(one), wordOf(other), items, same, orEmpty(kappa)]),
    ),
  enough: ({ points, reference }) =>
    table(
      ['ANSWERS', reference === 'gold' ? 'RIGHT' : 'SAME AS ALL', 'LOW', 'HIGH', 'RELIABILITY'],
      points.map(({ answers, right, low, high, reliability }) => [
        answers,
        ...[right, low, high, reliability].map(orEmpty),
      ]),
    ),
  calibration: ({ bins }) =>
    table(
      ['SAID FROM', 'TO', 'ITEMS', 'SAID', 'RIGHT', 'LOW', 'HIGH'],
      bins.map(({ from, to, items, said, right, low, high }) => [
        short(from),
        short(to),
        items,
        ...[said, right, low, high].map(short),
      ]),
    ),
  'over-time': ({ parts, places }) => [
    ...table(
      ['FROM', 'ANSWERS', 'AGREE', 'RIGHT', 'SECONDS'],
      parts.map(({ from, answers, agree, right, seconds }) => [from, answers, ...[agree, right, seconds].map(orEmpty)]),
    ),
    '',
    ...table(
      ['ANSWER OF A WORKER', 'ANSWERS', 'AGREE', 'RIGHT', 'SECONDS'],
      places.map(({ from, to, answers, agree, right, seconds }) => [
        ...[from === to ? `${from}` : `${from} to ${to}`, answers, ...[agree, right, seconds].map(orEmpty)],
      ]),
    ),
  ],
  position: ({ workers, options }, wordOf) => [
    ...table(
      ['MOST ONE-SIDED', 'LEFT', 'RIGHT', 'TIES', 'SHARE LEFT', 'BY CHANCE'],
      workers
        .slice(0, maxRows)
        .map(({ worker, left, right, ties, share, chance }) => [
          wordOf(worker),
          left,
          right,
          ties,
          orEmpty(share),
          orEmpty(chance),
        ]),
    ),
    '',
    ...table(
      ['STRONGEST', 'STRENGTH', 'LOW', 'HIGH'],
      options.slice(0, maxRows).map(({ option, strength, low, high }) => [option, ...[strength, low, high].map(short)]),
    ),
  ],
};

function tablesOf(name: SectionName, picture: Picture<SectionName>, wordOf: WordOf): string[] {
  const lines = (tables[name] as (picture: Picture<SectionName>, wordOf: WordOf) => string[])(picture, wordOf);
  return lines.length > 0 ? ['', ...lines] : [];
}
