import type { SectionName, SectionReply } from '../../../api/quality-sections.ts';
import type { Level } from '../../statistics/disagreement.ts';
import { refuse } from '../../store/refusals.ts';
import type { Method } from '../aggregate.ts';
import { toReply } from '../quality-of.ts';
import type { QuestionSpec } from '../questions.ts';
import type { Study } from '../sheet.ts';
import { agreementFigures } from './agreement.ts';
import { calibrationFigures } from './calibration.ts';
import { classesFigures } from './classes.ts';
import { enoughFigures } from './enough.ts';
import { numbersFigures } from './numbers.ts';
import { overTimeFigures } from './over-time.ts';
import { pairsFigures } from './pairs.ts';
import { type Asked, type Part, type Pictured, partOf, subsetPart } from './part.ts';
import { positionFigures } from './position.ts';

/** What further figures are asked for. */
export type SectionQuery = { section: SectionName; question?: string; level?: Level; method: Method; by?: string };

/** The answers of a scope, and the data of its items. */
export type Reading = {
  study: Study;
  /** The keys of the items' data by which figures can be split. */
  keys(): string[];
  /** The values of one of them, by item. */
  valuesOf(key: string): ReadonlyMap<string, string>;
};

const makers: { [Name in SectionName]: (part: Part) => Pictured<Name> } = {
  agreement: agreementFigures,
  numbers: numbersFigures,
  classes: classesFigures,
  pairs: pairsFigures,
  enough: enoughFigures,
  calibration: calibrationFigures,
  'over-time': overTimeFigures,
  position: positionFigures,
};

const closed = { is: (spec: QuestionSpec) => spec.closed, of: 'few possible answers' };
/** Which questions have these figures, and how a refusal names them. */
const suited: Partial<Record<SectionName, typeof closed>> = {
  numbers: { is: ({ kind }) => kind === 'number' || kind === 'rating', of: 'numbers as answers' },
  position: { is: ({ pairwise }) => pairwise !== undefined, of: 'two options to choose from' },
};

/** At most so many values of a key have a row of their own. */
const maxRows = 30;

type Reply = Omit<SectionReply<SectionName>, 'sequence'>;

/** Further figures of a scope, by the values of a key, and beside those of another run. */
export function sectionOf(whole: Reading, other: (Reading & { run: string }) | undefined, query: SectionQuery): Reply {
  const { section, method, by } = query;
  const { is } = suited[section] ?? closed;
  const keys = [...new Set([...whole.keys(), ...(other?.keys() ?? [])])];
  const questions = whole.study.sheet.questions.filter(is);
  const spec = specOf(questions, query);
  const level = query.level ?? spec?.level ?? 'nominal';
  const frame = { questions: questions.map(toReply), question: spec?.key ?? null, level, keys };
  if (by !== undefined && !keys.includes(by)) throw refuse('quality/no-key', { key: by, keys });
  if (!spec) return { ...frame, whole: null, beside: null, subsets: null };

  const make = makers[section];
  const withCounts = (part: Part) => ({ ...countsOf(part), ...make(part) });
  const otherSpec = other && (other.study.sheet.questions.find(({ key }) => key === spec.key) ?? spec);
  const asked: Asked = { spec, level, method };
  return {
    ...frame,
    whole: withCounts(partOf(whole.study, asked)),
    beside:
      other && otherSpec ? { run: other.run, ...withCounts(partOf(other.study, { ...asked, spec: otherSpec })) } : null,
    subsets: by === undefined ? null : subsetsBy(by),
  } as Reply;

  function subsetsBy(key: string): Reply['subsets'] {
    const values = whole.valuesOf(key);
    const others = other?.valuesOf(key) ?? new Map<string, string>();
    const counts = new Map<string, number>();
    for (const [sheet, known] of [
      [whole.study.sheet, values],
      [other?.study.sheet, others],
    ] as const)
      for (const { item } of sheet?.answers ?? []) {
        const value = known.get(item);
        if (value !== undefined) counts.set(value, (counts.get(value) ?? 0) + 1);
      }
    const rows = [...counts].sort(([, one], [, more]) => more - one).map(([value]) => value);
    const summary = ({ study }: Reading, known: ReadonlyMap<string, string>, value: string, of: QuestionSpec) => {
      const part = subsetPart(study, { ...asked, spec: of }, (item) => known.get(item) === value);
      return { ...countsOf(part), figures: make(part).figures };
    };
    return {
      key,
      rows: rows.slice(0, maxRows).map((value) => ({
        value,
        whole: summary(whole, values, value, asked.spec),
        beside: other && otherSpec ? summary(other, others, value, otherSpec) : null,
      })),
      more: Math.max(0, rows.length - maxRows),
    };
  }
}

function specOf(questions: readonly QuestionSpec[], { section, question }: SectionQuery): QuestionSpec | undefined {
  const found = question === undefined ? questions[0] : questions.find(({ key }) => key === question);
  if (question !== undefined && !found) {
    const { of } = suited[section] ?? closed;
    throw refuse('quality/no-question', { question, closed: questions.map(({ key }) => key), of });
  }
  return found;
}

const countsOf = ({ matrix }: Part) => ({
  items: matrix.items.length,
  workers: matrix.workers.length,
  answers: matrix.item.length,
});
