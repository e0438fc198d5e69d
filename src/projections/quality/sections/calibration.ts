import { type Claim, calibrationOf } from '../../statistics/calibration.ts';
import { noFigure } from '../../statistics/figure.ts';
import { meanOf, named } from './named.ts';
import type { Part, Pictured } from './part.ts';

/** Whether aggregated answers are right as often as their probability says. */
export function calibrationFigures(part: Part): Pictured<'calibration'> {
  const { gold } = part;
  const found = part.aggregated();
  const claims = (found.value ?? []).flatMap(({ item, label, probability, tied }): Claim[] => {
    const right = gold.get(item);
    // In a tie no label was said to be the answer.
    return right === undefined || tied.length > 0 ? [] : [{ probability, right: label === right }];
  });
  const { bins, expectedError, brier } = calibrationOf(claims);
  const why = found.value === null ? noFigure(found.why) : undefined;
  const none = why?.why ?? 'No item with a known answer has been answered yet.';
  return {
    figures: [
      named(
        'said',
        'Mean probability of the aggregated answer',
        meanOf(
          claims.map(({ probability }) => probability),
          none,
        ),
      ),
      named(
        'right',
        'Share that is right',
        meanOf(
          claims.map(({ right }) => Number(right)),
          none,
        ),
      ),
      named('ece', 'Expected calibration error', why ?? expectedError),
      named('brier', 'Brier score', why ?? brier),
    ],
    picture: { bins: bins.map(({ claims: items, ...bin }) => ({ ...bin, items })) },
  };
}
