import { describe, it } from 'vitest';
import { adjudicated, adjudicationWithdrawn, runId, sky } from '../../events/fixtures.ts';
import { minute, specifyProjection } from '../specify.ts';
import { adjudications, adjudicationsBefore, adjudicationsProjection } from './adjudications.ts';

describe('the adjudications', () => {
  it('hold the last decision', () =>
    specifyProjection(adjudicationsProjection)(
      adjudicated({ colour: 'blue' }),
      adjudicated({ colour: 'azure' }),
    ).thenRows(adjudications, { assignmentId: sky, runId, answer: { colour: 'azure' }, by: 'spec', at: minute(1) }));
  it('say who took one back, and forget that with the next', () => {
    const withdrawn = specifyProjection(adjudicationsProjection)(
      adjudicated({ colour: 'blue' }),
      adjudicationWithdrawn(),
    );
    const inForce = { withdrawnBy: null, withdrawnAt: null };
    withdrawn.thenRows(adjudications, { answer: { colour: 'blue' }, withdrawnBy: 'spec', withdrawnAt: minute(1) });
    specifyProjection(adjudicationsProjection)(
      adjudicated({ colour: 'blue' }),
      adjudicationWithdrawn(),
      adjudicated({ colour: 'azure' }),
    ).thenRows(adjudications, { answer: { colour: 'azure' }, ...inForce });
  });
  it('keep those in whose place it was put', () =>
    specifyProjection(adjudicationsProjection)(
      adjudicated({ colour: 'blue' }),
      adjudicated({ colour: 'azure' }),
      adjudicated({ colour: 'sky' }),
    ).thenRows(
      adjudicationsBefore,
      { assignmentId: sky, answer: { colour: 'blue' }, note: null, by: 'spec', at: minute(0) },
      { assignmentId: sky, answer: { colour: 'azure' }, note: null, by: 'spec', at: minute(1) },
    ));
});
