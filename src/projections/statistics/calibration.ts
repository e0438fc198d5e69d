import { type Figure, figure, noFigure } from './figure.ts';
import { wilson } from './wilson.ts';

/** How probable a label was said to be, and whether it was right. */
export type Claim = { probability: number; right: boolean };

/** Claims of about the same probability: their mean, and how often they were right, with Wilson's 95 % interval. */
export type CalibrationBin = {
  from: number;
  to: number;
  claims: number;
  said: number;
  right: number;
  low: number;
  high: number;
};

/** Whether what is said to be sure is right as often as it says. */
export type Calibration = { claims: number; bins: CalibrationBin[]; expectedError: Figure; brier: Figure };

/**
 * Probabilities held against what was right, in bins of equal width: the expected calibration error is the mean distance of both over the claims
 * (Guo and others 2017), the Brier score the mean square of probability less outcome (Brier 1950). scikit-learn's examples: a score of .0375 for
 * .1, .9, .8, .3 and 0, 1, 1, 0; three bins of .2, .525, .85 with shares of 0, .5, 1.
 */
export function calibrationOf(claims: readonly Claim[], bins = 10): Calibration {
  const sums = Array.from({ length: bins }, () => ({ claims: 0, said: 0, right: 0 }));
  let squares = 0;
  for (const { probability, right } of claims) {
    // A share such as 3/10 must not fall below its bin by floating-point error.
    const bin = sums[Math.max(0, Math.min(bins - 1, Math.floor(probability * bins + 1e-9)))]!;
    bin.claims++;
    bin.said += probability;
    bin.right += Number(right);
    squares += (probability - Number(right)) ** 2;
  }
  const none = noFigure('No item with a known answer has a probability yet.');
  const apart = sums.reduce((sum, { said, right }) => sum + Math.abs(said - right), 0);
  return {
    claims: claims.length,
    bins: sums.flatMap(({ claims, said, right }, at) =>
      claims === 0
        ? []
        : {
            from: at / bins,
            to: (at + 1) / bins,
            claims,
            said: said / claims,
            right: right / claims,
            ...wilson(right, claims),
          },
    ),
    expectedError: claims.length === 0 ? none : figure(apart / claims.length),
    brier: claims.length === 0 ? none : figure(squares / claims.length),
  };
}
