import { describe, expect, it } from 'vitest';
import { matrixOf } from '../statistics/ratings.ts';
import { aggregatesOf, finalsOf } from './aggregate-lines.ts';
import { agreementOf } from './agreement.ts';
import { evidenceOf } from './evidence.ts';
import type { QualityConfig } from './quality-keys.ts';
import { closedQuestion, qualityOf } from './quality-of.ts';
import { questionsOf } from './questions.ts';
import { goldOf, openStudy, type Sheet, type SheetAnswer } from './sheet.ts';

type Rated = { item: number; worker: string; answer: string; seconds?: number };

/** A sheet of one question, "animal", with these answers in order. */
function sheetOf(rated: readonly Rated[], config: QualityConfig = {}, data: Record<string, unknown>[] = []): Sheet {
  const sheetAnswers = rated.map(({ item, worker, seconds = 30 }, nth): SheetAnswer => {
    const assignment = `zoo-1.${item}`;
    const unit = `${assignment}.${worker}`;
    return { unit, item: assignment, worker, counts: true, seconds, submitted: nth, reviewed: null, pastes: null };
  });
  const columns = new Map([['animal', { at: rated.map((_, nth) => nth), values: rated.map(({ answer }) => answer) }]]);
  return {
    finals: new Map(),
    golds: [],
    flags: new Map(),
    sequence: 1,
    runs: ['zoo-1'],
    answers: sheetAnswers,
    columns,
    questions: questionsOf(columns),
    configs: new Map([['zoo-1', config]]),
    data: new Map(data.map((one, nth) => [`zoo-1.${nth}`, new Map(Object.entries(one))])),
  };
}

const answers = Array.from({ length: 4 }, (_, n) => ({ item: n % 2, worker: n < 2 ? 'ada' : 'ben', answer: 'cat' }));

describe('gold answers', () => {
  const gold = (config: QualityConfig, ...data: Record<string, unknown>[]) =>
    Object.fromEntries(goldOf(sheetOf(answers, config, data), 'animal'));

  it('are plain values for the first question, or a map with one for each', () => {
    const config = { gold: 'truth' };
    expect(gold(config, { truth: ' cat ' }, { truth: { animal: 'dog' } })).toEqual({
      'zoo-1.0': 'cat',
      'zoo-1.1': 'dog',
    });
    expect(gold({ gold: { animal: 'right' } }, { right: 7 })).toEqual({ 'zoo-1.0': '7' });
  });

  it('are missing where the data has none, or the config does not name their key', () => {
    expect(gold({ gold: 'truth' }, {}, { truth: { other: 'dog' } })).toEqual({});
    expect(gold({}, { truth: 'cat' })).toEqual({});
    expect(gold({ gold: { colour: 'truth' } }, { truth: 'cat' })).toEqual({});
  });
});

describe('evidence', () => {
  const evidence = (rated: readonly Rated[]) => {
    const { sheet, matrixFor } = openStudy(sheetOf(rated));
    return evidenceOf(sheet, matrixFor('animal'));
  };

  it('names the units of a long streak of one answer', () => {
    const kinds = ['cat', 'dog', 'owl', 'emu'];
    const rated = Array.from({ length: 60 }, (_, item) => [
      { item, worker: 'ada', answer: kinds[item % 4]! },
      { item, worker: 'ben', answer: item >= 20 && item < 40 ? 'emu' : kinds[item % 4]! },
    ]).flat();
    const [streak, ...others] = evidence(rated).filter(({ kind }) => kind === 'streak');
    expect(others).toEqual([]);
    // Item 19 is an emu anyway.
    expect(streak).toMatchObject({
      worker: 'ben',
      other: null,
      sentence: expect.stringContaining('21 times in a row'),
    });
    expect(streak?.units).toEqual(Array.from({ length: 21 }, (_, n) => `zoo-1.${n + 19}.ben`));
  });

  it('names the units that took far less time than usual', () => {
    const rated = ['ada', 'ben', 'cyd', 'dan'].flatMap((worker) =>
      Array.from({ length: 10 }, (_, item) => ({
        item,
        worker,
        answer: item % 2 ? 'cat' : 'dog',
        seconds: worker === 'dan' && item < 4 ? 2 : 30 + item,
      })),
    );
    const [fast] = evidence(rated).filter(({ kind }) => kind === 'fast');
    expect(fast).toMatchObject({ worker: 'dan', units: [0, 1, 2, 3].map((item) => `zoo-1.${item}.dan`) });
  });
});

describe('a choice between two options', () => {
  /** A sheet of the pairwise question "better": each item shows two options, and each worker gives an answer. */
  function pairSheet(pairs: readonly (readonly [string, string])[], given: readonly (readonly string[])[]): Sheet {
    const rated = given.flatMap((row, item) =>
      row.map((answer, worker) => ({ item, worker: `w${worker}`, answer })).filter(({ answer }) => answer !== ''),
    );
    const data = pairs.map(([a, b]) => ({ a, b, truth: a }));
    const sheet = sheetOf(rated, { gold: { better: 'truth' } }, data);
    const columns = new Map([['better', sheet.columns.get('animal')!]]);
    const declared = [{ key: 'better', pairwise: { left: 'a', right: 'b' } }];
    return { ...sheet, columns, questions: questionsOf(columns, declared) };
  }
  const pairs = [
    ['A', 'B'],
    ['C', 'D'],
    ['E', 'F'],
    ['G', 'H'],
  ] as const;
  const named = [
    ['A', 'A'],
    ['C', 'D'],
    ['F', 'F'],
    ['G', 'H'],
  ];
  const alphaOf = (sheet: Sheet) =>
    qualityOf(openStudy(sheet), { question: 'better', method: 'majority' }).agreement.alpha.value;

  it('agrees by chance as often as its two sides are chosen, also where workers answer with names', () => {
    // By hand: of left and right there are 4 each in 8 answers; 2 of 4 items disagree: 1 - 7 · 4 / (2 · 4 · 4) = 1/8.
    const sides = named.map((row, item) => row.map((name) => (name === pairs[item]![0] ? 'left' : 'right')));
    expect(alphaOf(pairSheet(pairs, named))).toBeCloseTo(1 / 8, 12);
    expect(alphaOf(pairSheet(pairs, sides))).toBeCloseTo(1 / 8, 12);
  });

  it('comes to an option that the item shows, whatever was chosen elsewhere', () => {
    const study = openStudy(pairSheet(pairs, [...named.slice(0, 3), ['A', 'H', 'neither']]));
    for (const method of ['majority', 'dawid-skene', 'mace', 'glad'] as const) {
      const lines = [...aggregatesOf(study, { question: 'better', method })].map((line) => JSON.parse(line));
      expect(lines.map(({ gold }) => gold)).toEqual(['A', 'C', 'E', 'G']);
      for (const [item, { label }] of lines.entries()) expect([...pairs[item]!, 'neither', null]).toContain(label);
      expect([lines[0].label, lines[2].label]).toEqual(['A', 'F']);
    }
    const { labels, gold } = qualityOf(study, { question: 'better', method: 'majority' });
    expect(labels.find(({ label }) => label === 'F')).toEqual({ label: 'F', answers: 2, aggregated: 1 });
    expect(labels.some(({ label }) => label === 'left')).toBe(false);
    expect(gold?.majority.value).toBeCloseTo((1 + 1 / 2 + 0 + 0) / 4, 12);
  });

  it('has final answers by the same names, however a reviewer wrote them', () => {
    const sheet = pairSheet(pairs, named);
    const settled = (answer: unknown) => ({
      answer: { better: answer },
      by: 'ada',
      at: '2026-01-01',
      over: 2,
      note: null,
    });
    const finals = new Map(['left', 'b', 'F', 'neither'].map((answer, item) => [`zoo-1.${item}`, settled(answer)]));
    const finalOf = finalsOf({ ...sheet, finals }, 'better');
    expect([0, 1, 2, 3].map((item) => finalOf(`zoo-1.${item}`)?.label)).toEqual(['A', 'D', 'F', 'neither']);
    expect(finalOf('zoo-1.9')).toBeNull();
  });

  it('is read by sides where workers choose left and right, and options named so are options first', () => {
    const study = openStudy(
      pairSheet(
        [
          ['x', 'y'],
          ['right', 'left'],
        ],
        [
          ['left', 'a'],
          ['left', 'b'],
        ],
      ),
    );
    const { labels, strengths } = qualityOf(study, { question: 'better', method: 'majority' });
    expect(strengths?.map(({ option }) => option).sort()).toEqual(['left', 'right', 'x', 'y']);
    expect(strengths?.find(({ option }) => option === 'left')?.strength).toBeGreaterThan(0);
    expect(labels.reduce((sum, { answers }) => sum + answers, 0)).toBe(4);
  });

  it('has strengths without an interval, and says why, for more than 400 options', () => {
    const ring = Array.from({ length: 401 }, (_, at) => [`o${at}`, `o${(at + 1) % 401}`] as const);
    const found = qualityOf(
      openStudy(
        pairSheet(
          ring,
          ring.map(() => ['left', 'right']),
        ),
      ),
      { question: 'better', method: 'majority' },
    );
    expect(found.strengths?.[0]).toMatchObject({ low: null, high: null });
    expect(found.strengths_notes).toEqual([expect.stringContaining('more than 400 options')]);
  });
});

describe('a declared question', () => {
  const declared = (values: string[], one = {}) => {
    const columns = new Map([['q', { at: values.map((_, at) => at), values }]]);
    return questionsOf(columns, [{ key: 'q', ...one }])[0];
  };
  it('is compared from its first short answers on', () => {
    expect(declared(['a', 'b', 'a'])).toMatchObject({ closed: true, kind: 'choice' });
    expect(declared(['1', '2', '1'])).toMatchObject({ closed: true, kind: 'rating' });
    const repeated = Array.from({ length: 30 }, (_, at) => 'abc'.charAt(at % 3));
    expect(declared(repeated, { free: true })).toMatchObject({ closed: false, kind: 'text' });
    expect(declared(['1', '2', '1', '2'], { free: true })).toMatchObject({ closed: false, kind: 'number' });
    expect(declared(repeated, { free: true, level: 'nominal' })).toMatchObject({ closed: true, kind: 'choice' });
    expect(declared(Array.from({ length: 21 }, (_, at) => `v${at}`))).toMatchObject({ closed: false });
  });
  it('is refused with the reason where its answers cannot be compared', () => {
    const sheet = sheetOf(Array.from({ length: 3 }, (_, item) => ({ item, worker: 'ada', answer: `text ${item}` })));
    expect(() => closedQuestion(sheet, 'animal')).toThrow('The answers to "animal" cannot be compared');
    expect(() => closedQuestion(sheet, 'plant')).toThrow('No question with few possible answers is called "plant"');
  });
});

describe('agreement of two workers where order counts', () => {
  const words = ['never', 'rarely', 'often', 'always'];
  const given = ['never rarely', 'often always', 'never never', 'always never', 'often often'].map((row) =>
    row.split(' '),
  );
  const rated = given.flatMap((row, item) =>
    row.map((answer, worker) => ({ item: `${item}`, worker: `w${worker}`, answer })),
  );
  const agreement = (level: 'nominal' | 'ordinal' | 'interval', offered?: string[]) =>
    agreementOf(matrixOf(rated, offered), { level, offered });

  it('has weighted kappas by steps in the declared order', () => {
    const found = agreement('ordinal', words);
    // By hand: observed steps are 1, 1, 0, 3, 0; expected from the shares of both.
    const share = (worker: number, label: string) => given.filter((row) => row[worker] === label).length / 5;
    const expected = (power: number) =>
      words.reduce(
        (sum, a, at) =>
          sum + words.reduce((part, b, to) => part + share(0, a) * share(1, b) * Math.abs(at - to) ** power, 0),
        0,
      );
    expect(found.cohen_linear?.value).toBeCloseTo(1 - 1 / expected(1), 12);
    expect(found.cohen_quadratic?.value).toBeCloseTo(1 - 11 / 5 / expected(2), 12);
    expect(agreement('nominal', words)).toMatchObject({ cohen_linear: null, cohen_quadratic: null });
    expect(agreement('ordinal').cohen_linear).toEqual({ value: null, why: expect.stringContaining('is not a number') });
    expect(agreement('interval', words).cohen_linear).toEqual({
      value: null,
      why: expect.stringContaining('is not a number'),
    });
  });
  it('counts steps over labels that nobody gave, and distances of numbers', () => {
    const numbers = rated.map((one) => ({ ...one, answer: String(2 ** words.indexOf(one.answer)) }));
    const offered = ['1', '2', '3', '4', '8'];
    const of = (level: 'ordinal' | 'interval') => agreementOf(matrixOf(numbers, offered), { level, offered });
    const steps = numbers.map((one) => ({ ...one, answer: String(offered.indexOf(one.answer)) }));
    const plain = agreementOf(matrixOf(steps), { level: 'interval' });
    expect(of('ordinal').cohen_linear?.value).toBeCloseTo(plain.cohen_linear?.value ?? 9, 12);
    expect(of('interval').cohen_linear?.value).not.toBeCloseTo(plain.cohen_linear?.value ?? 9, 2);
  });
});

describe('aggregated answers', () => {
  it('tell the method, its version and variant, and why', () => {
    const kinds = ['cat', 'dog', 'owl'];
    const rated = (items: number) =>
      Array.from({ length: items }, (_, item) =>
        ['ada', 'ben', 'cyd', 'dan', 'eve'].map((worker, at) => ({
          item,
          worker,
          answer: kinds[(item + Number(at > item % 9)) % 3]!,
        })),
      ).flat();
    const howOf = (items: number, method: 'dawid-skene' | 'majority') => {
      const study = openStudy(sheetOf(rated(items)));
      const [line] = [...aggregatesOf(study, { question: 'animal', method })].map((one) => JSON.parse(one));
      return { ...qualityOf(study, { question: 'animal', method }).aggregation, line };
    };
    const few = howOf(12, 'dawid-skene');
    expect(few).toMatchObject({ method: 'dawid-skene', version: 2, variant: 'smoothed' });
    expect(few.notes?.[0]).toContain('With 5.0 answers to each item, and 4.0 for each worker and label,');
    expect(few.line).toMatchObject({ method: 'dawid-skene', version: 2, variant: 'smoothed' });
    const many = howOf(90, 'dawid-skene');
    expect([many.variant, many.notes?.[0]]).toEqual(['unsmoothed', expect.stringContaining('answers alone')]);
    expect(howOf(12, 'majority')).toMatchObject({ version: 1, variant: null, notes: [] });
  });
});
