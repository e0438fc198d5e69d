import { describe, expect, it } from 'vitest';
import type { Value } from '../../../actors/answer-fields.ts';
import { pairedFigures } from '../../../api/paired-figures.ts';
import { type SectionName, sections } from '../../../api/quality-sections.ts';
import type { QualityConfig } from '../quality-keys.ts';
import { type Column, questionsOf } from '../questions.ts';
import { openStudy, type Sheet, type SheetAnswer } from '../sheet.ts';
import { type Reading, sectionOf } from './section-of.ts';

type Given = { item: number; worker: string; fields: Record<string, Value> };
type Data = Record<string, unknown>;

const minute = 60_000;

/** A run with these answers in order, a minute apart, to items with this data. */
function readingOf(
  run: string,
  given: readonly Given[],
  data: readonly Data[],
  config: QualityConfig,
): Reading & { run: string } {
  const answers = given.map(({ item, worker }, nth): SheetAnswer => {
    const assignment = `${run}.${item}`;
    const times = { seconds: 10 + nth, submitted: nth * minute, reviewed: null };
    return { unit: `${assignment}.${worker}`, item: assignment, worker, counts: true, pastes: null, ...times };
  });
  const columns = new Map<string, Column>();
  for (const [nth, { fields }] of given.entries())
    for (const [key, value] of Object.entries(fields)) {
      const column = columns.get(key) ?? { at: [], values: [] };
      columns.set(key, column);
      column.at.push(nth);
      column.values.push(value);
    }
  const sheet: Sheet = {
    ...{ golds: [], flags: new Map(), sequence: 1, runs: [run], answers, columns },
    finals: new Map(),
    questions: questionsOf(columns, config.questions),
    configs: new Map([[run, config]]),
    data: new Map(data.map((one, nth) => [`${run}.${nth}`, new Map(Object.entries(one))])),
  };
  return {
    run,
    study: openStudy(sheet),
    keys: () => ['topic'],
    valuesOf: (key) => new Map(data.map((one, nth) => [`${run}.${nth}`, String(one[key])])),
  };
}

const items = 12;
const truth = (item: number) => (item % 2 ? 'cat' : 'dog');
const data = Array.from({ length: items }, (_, item) => ({
  ...{ topic: item < 8 ? 'farm' : 'zoo', right: truth(item), length: String(item), a: 'film a', b: 'film b' },
}));
const config: QualityConfig = {
  questions: [
    { key: 'animal', labels: ['cat', 'dog', 'owl'] },
    { key: 'length' },
    { key: 'better', pairwise: { left: 'a', right: 'b' } },
    { key: 'marks', labels: ['fur', 'tail', 'wings'] },
  ],
  gold: { animal: 'right', length: 'length' },
};

/** Ada and Ben are right; Cyd says "dog" to everything, is one too long, and always takes the left. */
const given = Array.from({ length: items }, (_, item) =>
  ['ada', 'ben', 'cyd'].map((worker): Given => {
    const isCyd = worker === 'cyd';
    const fields = {
      animal: isCyd ? 'dog' : truth(item),
      length: isCyd ? item + 1 : item,
      better: isCyd ? 'left' : item % 3 === 0 ? 'tie' : item % 2 ? 'film a' : 'right',
      marks: isCyd ? ['fur'] : ['fur', 'tail'],
    };
    return { item, worker, fields };
  }),
).flat();
const batch = readingOf('zoo-1', given, data, config);
/** In the pilot everybody is right. */
const pilot = readingOf(
  'zoo-0',
  given.map(({ fields, ...one }) => ({ ...one, fields: { ...fields, animal: truth(one.item) } })),
  data,
  config,
);

const ask = <Name extends SectionName>(
  section: Name,
  over: Partial<Parameters<typeof sectionOf>[2]> = {},
  other?: typeof pilot,
) =>
  sections[section].reply.parse({
    ...sectionOf(batch, other, { section, method: 'majority', ...over }),
    sequence: 1,
  }) as unknown as ReturnType<(typeof sections)[Name]['reply']['parse']>;
const figureOf = (part: { figures: { key: string; figure: { value: number | null } }[] } | null, key: string) =>
  part?.figures.find((one) => one.key === key)?.figure.value;

describe('further figures', () => {
  it('of agreement have weights and intervals, and those of sets for choices of several options', () => {
    const { whole, level, questions } = ask('agreement');
    expect(questions.map(({ key }) => key)).toEqual(['animal', 'length', 'better', 'marks']);
    expect(whole).toMatchObject({ items: 12, workers: 3, answers: 36, picture: { labels: ['cat', 'dog', 'owl'] } });
    expect(level).toBe('nominal');
    // Of six items all three agree, of six two of three.
    expect(figureOf(whole, 'same_answer')).toBeCloseTo((6 + 2) / 12, 12);
    expect(whole?.figures.map(({ key }) => key)).toEqual(['same_answer', 'alpha', 'fleiss', 'ac1']);
    expect(ask('agreement', { level: 'ordinal' }).whole?.figures.map(({ key }) => key)).toEqual([
      ...['same_answer', 'alpha', 'fleiss', 'fleiss_linear', 'fleiss_quadratic'],
      ...['ac1', 'ac2_linear', 'ac2_quadratic'],
    ]);
    expect(whole?.figures.find(({ key }) => key === 'ac1')?.low).toBeLessThan(figureOf(whole, 'ac1') ?? 0);
    const sets = ask('agreement', { question: 'marks' }).whole;
    expect(figureOf(sets, 'alpha_jaccard')).toBeLessThan(0);
    expect(sets?.figures.map(({ key }) => key)).toContain('alpha_masi');
  });

  it('of numbers are held against known answers', () => {
    const { whole, question } = ask('numbers');
    expect(question).toBe('length');
    expect(figureOf(whole, 'mae')).toBeCloseTo(1 / 3, 12);
    expect(figureOf(whole, 'bias')).toBeCloseTo(1 / 3, 12);
    expect(figureOf(whole, 'mae_of_medians')).toBe(0);
    expect(figureOf(whole, 'median')).toBe(6);
    expect(whole?.picture.workers[0]).toMatchObject({ worker: 'cyd', answers: 12, mae: 1, pearson: 1 });
    expect(whole?.picture).toMatchObject({ reference: 'gold', items_total: 12 });
  });

  it('of numbers are held against the median of the others where nothing is known', () => {
    const plain = readingOf('zoo-2', given, data, { questions: [{ key: 'length' }] });
    const { whole } = sections.numbers.reply.parse({
      ...sectionOf(plain, undefined, { section: 'numbers', method: 'majority' }),
      sequence: 1,
    });
    expect(whole?.picture.reference).toBe('others');
    // Ada's others are Ben, who is right, and Cyd, who is one too long; Cyd's are both right.
    expect(whole?.picture.workers.map(({ worker, mae }) => [worker, mae])).toEqual([
      ['cyd', 1],
      ['ada', 0.5],
      ['ben', 0.5],
    ]);
  });

  it('of labels have the confusion of single and of aggregated answers', () => {
    const { whole } = ask('classes');
    expect(whole?.picture.answers.counts).toEqual([
      [12, 6, 0],
      [0, 18, 0],
      [0, 0, 0],
    ]);
    expect(whole?.picture.aggregated?.counts).toEqual([
      [6, 0, 0],
      [0, 6, 0],
      [0, 0, 0],
    ]);
    expect(whole?.picture.answers.classes[1]).toEqual({
      label: 'dog',
      right: 18,
      given: 24,
      precision: 0.75,
      recall: 1,
      f1: 36 / 42,
    });
    expect(figureOf(whole, 'accuracy')).toBeCloseTo(30 / 36, 12);
    expect(figureOf(whole, 'accuracy_aggregated')).toBe(1);
  });

  it('of pairs of workers are in the order of their first answers', () => {
    const { whole } = ask('pairs');
    expect(whole?.picture.workers).toEqual(['ada', 'ben', 'cyd']);
    expect(whole?.picture.pairs.map(({ one, other, same }) => [one, other, same])).toEqual([
      ['ada', 'ben', 12],
      ['ada', 'cyd', 6],
      ['ben', 'cyd', 6],
    ]);
    expect(whole?.picture.pairs.map(({ kappa }) => kappa)).toEqual([
      expect.closeTo(1, 9),
      expect.closeTo(0, 9),
      expect.closeTo(0, 9),
    ]);
  });

  it('say how many answers are enough', () => {
    const { whole } = ask('enough');
    expect(whole?.picture).toMatchObject({ reference: 'gold', items: 12 });
    const rights = whole?.picture.points.map(({ right }) => right) ?? [];
    expect(rights[0]).toBeCloseTo(30 / 36, 1);
    expect(rights[2]).toBeCloseTo(1, 9);
    expect(rights[3]).toBeNull();
    expect(whole?.picture.points.at(-1)?.reliability).toBeGreaterThan(whole?.picture.points[0]?.reliability ?? 1);
  });

  it('hold probabilities against known answers', () => {
    const { whole } = ask('calibration');
    expect(whole?.picture.bins.map(({ items: count, said, right }) => [count, said, right])).toEqual([
      [6, expect.closeTo(2 / 3, 9), 1],
      [6, 1, 1],
    ]);
    expect(figureOf(whole, 'ece')).toBeCloseTo(1 / 6, 9);
  });

  it('cut the run and the answers of each worker in parts', () => {
    const { whole } = ask('over-time');
    expect(whole?.picture.parts.map(({ answers, from }) => [answers, from])).toEqual([
      [10, '1970-01-01T00:00:00.000Z'],
      [10, '1970-01-01T00:10:00.000Z'],
      [10, '1970-01-01T00:20:00.000Z'],
      [6, '1970-01-01T00:30:00.000Z'],
    ]);
    expect(whole?.picture.places.map(({ from, to, answers }) => [from, to, answers])).toEqual([
      [1, 1, 3],
      [2, 2, 3],
      [3, 4, 6],
      [5, 8, 12],
      [9, 12, 12],
    ]);
    expect(whole?.figures.find(({ key }) => key === 'fatigue')?.figure).toMatchObject({
      value: null,
      why: expect.stringContaining('5 workers'),
    });
  });

  it('leave out answers that name an option of another item (three here), and keep the others in time', () => {
    const other = data.map((one, item) => (item === 11 ? { ...one, a: 'film c' } : one));
    const odd = given.map((one, nth) => (nth === 0 ? { ...one, fields: { ...one.fields, better: 'film c' } } : one));
    const query = { section: 'over-time', question: 'better', method: 'majority' } as const;
    const reply = sectionOf(readingOf('zoo-5', odd, other, config), undefined, query);
    const { whole } = sections['over-time'].reply.parse({ ...reply, sequence: 1 });
    expect(whole?.picture.parts.reduce((sum, { answers }) => sum + answers, 0)).toBe(33);
    expect(whole?.picture.parts[0]?.from).toBe('1970-01-01T00:01:00.000Z');
  });

  it('tell ties and sides of pairs, by the name of an option or its side', () => {
    const { whole, questions } = ask('position');
    expect(questions.map(({ key }) => key)).toEqual(['better']);
    expect(whole?.picture).toMatchObject({ left: 20, right: 8, ties: 8 });
    expect(whole?.picture.workers[0]).toMatchObject({ worker: 'cyd', left: 12, right: 0, share: 1 });
    expect(figureOf(whole, 'ties')).toBeCloseTo(8 / 36, 12);
    expect(whole?.figures.find(({ key }) => key === 'advantage')?.figure).toMatchObject({
      value: null,
      why: expect.stringContaining('one way round'),
    });
  });

  it('count both sides of a pair as labels that could be given, also if all chose the same one', () => {
    const lefts = given.map((one) => ({ ...one, fields: { better: 'left' } }));
    const query = { section: 'agreement', question: 'better', method: 'majority' } as const;
    const reply = sectionOf(readingOf('zoo-6', lefts, data, config), undefined, query);
    const { whole } = sections.agreement.reply.parse({ ...reply, sequence: 1 });
    expect(whole?.picture.labels).toEqual(['left', 'right']);
    expect(figureOf(whole, 'ac1')).toBe(1);
  });

  it('are split by a key of the data, those with the most answers first', () => {
    const { subsets, keys } = ask('agreement', { by: 'topic' });
    expect(keys).toEqual(['topic']);
    expect(subsets?.rows.map(({ value, whole, beside }) => [value, whole?.items, whole?.answers, beside])).toEqual([
      ['farm', 8, 24, null],
      ['zoo', 4, 12, null],
    ]);
    expect(figureOf(subsets?.rows[0]?.whole ?? null, 'same_answer')).toBeCloseTo(2 / 3, 12);
  });

  it('stand beside those of another run, also in parts', () => {
    const { whole, beside, subsets } = ask('classes', { by: 'topic' }, pilot);
    expect([figureOf(whole, 'accuracy'), beside?.run, figureOf(beside, 'accuracy')]).toEqual([
      expect.closeTo(30 / 36, 12),
      'zoo-0',
      1,
    ]);
    expect(subsets?.rows.map((row) => figureOf(row.beside, 'accuracy'))).toEqual([1, 1]);
  });

  it('say what they are held against, since another run may have no known answers', () => {
    const unknown = readingOf('zoo-7', given, data, { questions: config.questions });
    for (const [section, ours, theirs, key] of [
      ['numbers', 'gold', 'others', 'mae'],
      ['classes', 'gold', 'aggregated', 'accuracy'],
      ['enough', 'gold', 'all', 'right_1'],
    ] as const) {
      const { whole, beside, subsets } = ask(section, { by: 'topic' }, unknown);
      for (const [part, reference] of [
        [whole, ours],
        [beside, theirs],
        [subsets?.rows[0]?.whole, ours],
        [subsets?.rows[0]?.beside, theirs],
      ] as const)
        expect(part?.figures.find((one) => one.key === key)).toMatchObject({ reference });
      const names = pairedFigures(whole, beside).map(({ name }) => name);
      expect(new Set(names).size).toBe(names.length);
    }
  });

  it('are refused for an unknown question or key, which names those there are', () => {
    expect(() => ask('numbers', { question: 'animal' })).toThrow(
      'No question with numbers as answers is called "animal". There are: length.',
    );
    expect(() => ask('agreement', { by: 'colour' })).toThrow('There are: topic.');
  });

  it('are none where no question has them', () => {
    const empty = readingOf('zoo-3', [], [], {});
    expect(sectionOf(empty, undefined, { section: 'position', method: 'majority' })).toMatchObject({
      question: null,
      whole: null,
    });
  });

  it('have a reason for each figure where there are few answers', () => {
    const few = readingOf('zoo-4', given.slice(0, 1), data, config);
    for (const section of Object.keys(sections) as SectionName[]) {
      const reply = sections[section].reply.parse({
        ...sectionOf(few, undefined, { section, method: 'dawid-skene' }),
        sequence: 1,
      });
      for (const { figure } of reply.whole?.figures ?? [])
        expect(figure.value !== null || figure.why.endsWith('.')).toBe(true);
    }
  });
});
