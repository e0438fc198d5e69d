import { describe, expect, it } from 'vitest';
import { calibrationOf } from './calibration.ts';
import { confusionOf } from './confusion.ts';

describe('a confusion matrix', () => {
  const truths = ['0', '1', '2', '2', '2'];
  const answers = ['0', '0', '2', '2', '1'];
  const found = confusionOf(
    truths.map((truth, at) => ({ truth, given: answers[at]! })),
    ['0', '1', '2'],
  );

  it("gives the precision, recall and F1 of scikit-learn's example report", () => {
    expect(found.counts).toEqual([
      [1, 0, 0],
      [1, 0, 0],
      [0, 1, 2],
    ]);
    expect(
      found.classes.map(({ precision, recall, f1, support }) => [precision.value, recall.value, f1.value, support]),
    ).toEqual([
      [0.5, 1, expect.closeTo(0.67, 2), 1],
      [0, 0, 0, 1],
      [1, expect.closeTo(0.67, 2), expect.closeTo(0.8, 12), 3],
    ]);
    expect(found.accuracy.value).toBeCloseTo(0.6, 12);
    expect(found.macro.precision.value).toBeCloseTo(0.5, 12);
    expect(found.macro.recall.value).toBeCloseTo(0.56, 2);
    expect(found.macro.f1.value).toBeCloseTo(0.49, 2);
    expect(found.weightedF1.value).toBeCloseTo(0.61, 2);
  });

  it('says which share of a label has no meaning, and leaves labels that did not occur out of the mean', () => {
    const two = confusionOf(
      [
        { truth: 'a', given: 'b' },
        { truth: 'a', given: 'a' },
      ],
      ['a', 'b', 'c'],
    );
    expect(two.classes[1]).toMatchObject({
      recall: { value: null, why: 'This label was never the right one.' },
      precision: { value: 0 },
    });
    expect(two.classes[2]).toMatchObject({ f1: { value: null, why: 'This label did not occur.' } });
    expect(two.macro.f1.value).toBeCloseTo(1 / 3, 12);
  });

  it('has no figure without answers, and leaves out what is no label', () => {
    expect(confusionOf([{ truth: 'x', given: 'a' }], ['a'])).toMatchObject({ total: 0, accuracy: { value: null } });
  });
});

describe('calibration', () => {
  const claims = (probabilities: number[], right: number[]) =>
    probabilities.map((probability, at) => ({ probability, right: right[at] === 1 }));

  it("has the score of scikit-learn's example: .0375", () => {
    expect(calibrationOf(claims([0.1, 0.9, 0.8, 0.3], [0, 1, 1, 0])).brier.value).toBeCloseTo(0.0375, 12);
  });
  it("has the bins of scikit-learn's example, and their mean distance", () => {
    const found = calibrationOf(claims([0.1, 0.2, 0.3, 0.4, 0.65, 0.7, 0.8, 0.9, 1], [0, 0, 0, 0, 1, 1, 1, 1, 1]), 3);
    expect(found.bins.map(({ said, right, claims }) => [said, right, claims])).toEqual([
      [expect.closeTo(0.2, 12), 0, 3],
      [expect.closeTo(0.525, 12), 0.5, 2],
      [expect.closeTo(0.85, 12), 1, 4],
    ]);
    expect(found.expectedError.value).toBeCloseTo((3 * 0.2 + 2 * 0.025 + 4 * 0.15) / 9, 12);
  });
  it('is perfect for what is sure and right, and has a reason without claims', () => {
    expect(calibrationOf(claims([1, 1], [1, 1]))).toMatchObject({ brier: { value: 0 }, expectedError: { value: 0 } });
    expect(calibrationOf([]).brier).toMatchObject({ value: null, why: expect.stringContaining('known answer') });
  });
});
