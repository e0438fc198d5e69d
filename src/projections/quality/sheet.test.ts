import { describe, expect, it } from 'vitest';
import { evidenceOf } from './evidence.ts';
import type { QualityConfig } from './quality-keys.ts';
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
