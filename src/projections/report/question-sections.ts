import { aggregate, type Method, methodVersions, shareOfRight } from '../quality/aggregate.ts';
import { namer } from '../quality/aggregate-lines.ts';
import { agreementOf } from '../quality/agreement.ts';
import type { QuestionSpec } from '../quality/questions.ts';
import { closedQuestions, goldOf, type Study } from '../quality/sheet.ts';
import type { Figure } from '../statistics/figure.ts';
import { type Block, countText, figureText } from './document.ts';

const kinds: Record<QuestionSpec['kind'], string> = {
  choice: 'one choice',
  choices: 'several choices',
  rating: 'rating',
  number: 'number',
  text: 'text',
  file: 'file',
};
/** At most this many options and labels are listed. */
const maxLabels = 40;
const listText = (labels: readonly string[]): string =>
  labels.length <= maxLabels
    ? labels.join(', ')
    : `${labels.slice(0, maxLabels).join(', ')} and ${labels.length - maxLabels} more`;

/** The questions with their texts and options. */
export function questionsSection({ sheet }: Study): Block[] {
  if (sheet.questions.length === 0) return [];
  return [
    { heading: 'Questions', level: 3 },
    {
      head: ['Key', 'Question', 'Kind', 'Level', 'Options', 'Answers'],
      rows: sheet.questions.map(({ key, label, kind, closed, level, offered = [], answers, pairwise }) => [
        ...[key, label, pairwise ? 'choice between two' : kinds[kind], closed ? level : '–'],
        pairwise ? `${pairwise.left} or ${pairwise.right} of the item` : listText(offered) || '–',
        countText(answers),
      ]),
    },
  ];
}

type Why = (figure: Figure<unknown>) => void;

/** How far answers agree: every closed question with its figures, and why there is none where there is none. */
export function agreementSection({ sheet, matrixFor }: Study): Block[] {
  const closed = closedQuestions(sheet);
  if (closed.length === 0) return [];
  const notes = new Set<string>();
  const rows = closed.map((spec) => {
    const note: Why = (figure) => {
      if (figure.value === null && 'why' in figure) notes.add(`${spec.key}: ${figure.why}`);
    };
    const matrix = matrixFor(spec.key);
    const { pairwise, alpha, alpha_interval: interval, fleiss, ac1 } = agreementOf(matrix, spec);
    for (const one of [pairwise, alpha, fleiss, ac1]) note(one);
    const ends = interval ? `${figureText(interval.low)} to ${figureText(interval.high)}` : '–';
    return [
      ...[spec.key, spec.level, countText(matrix.items.length), countText(matrix.workers.length)],
      ...[countText(matrix.item.length), figureText(pairwise.value), figureText(alpha.value), ends],
      ...[figureText(fleiss.value), figureText(ac1.value)],
    ];
  });
  return [
    { heading: 'Agreement', level: 3 },
    {
      head: [
        ...['Question', 'Level', 'Items', 'Workers', 'Answers', 'Same answer', 'Alpha', '95 % interval of alpha'],
        ...['Fleiss’ kappa', 'AC1'],
      ],
      rows,
    },
    ...[...notes].map((text) => ({ text })),
  ];
}

const methodNames: Record<Method, string> = {
  majority: 'majority',
  'dawid-skene': 'Dawid–Skene',
  wawa: 'Wawa',
  'one-coin': 'Dawid–Skene, one coin',
  mace: 'MACE',
  glad: 'GLAD',
};

/** What the answers to each closed question come to by one method. */
export function aggregationSection({ sheet, matrixFor, once }: Study, method: Method): Block[] {
  const closed = closedQuestions(sheet);
  if (closed.length === 0) return [];
  const notes = new Set<string>();
  const rows = closed.map(({ key }) => {
    const found = once(`${method} of ${key}`, () => aggregate(matrixFor(key), method));
    if (found.value === null) return [key, found.why, '–', '–'];
    const { items, how } = found.value;
    for (const one of how.notes) notes.add(`${key}: ${one}`);
    const { named } = namer(sheet, key);
    const counts = new Map<string, number>();
    for (const { item, label, tied } of items) {
      const name = tied.length > 0 ? '(tied)' : (named(item, label) ?? label);
      counts.set(name, (counts.get(name) ?? 0) + 1);
    }
    const gold = goldOf(sheet, key);
    const known = items.filter(({ item }) => gold.has(item)).length;
    const labels = [...counts].sort(([one, many], [other, more]) => more - many || (one < other ? -1 : 1));
    return [
      key,
      listText(labels.map(([label, count]) => `${label} (${countText(count)})`)),
      countText(known),
      known === 0 ? '–' : figureText(shareOfRight(items, gold).value),
    ];
  });
  return [
    { heading: `Aggregated answers (${methodNames[method]}, version ${methodVersions[method]})`, level: 3 },
    { head: ['Question', 'Labels with their items', 'Items with a known answer', 'Share right of these'], rows },
    ...[...notes].map((text) => ({ text })),
  ];
}
