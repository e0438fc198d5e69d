import { describe, it } from 'vitest';
import { adjudicated, runId, sky } from '../../events/fixtures.ts';
import { minute, specifyProjection } from '../specify.ts';
import { adjudications, adjudicationsProjection } from './adjudications.ts';

describe('the adjudications', () => {
  it('hold the last decision', () =>
    specifyProjection(adjudicationsProjection)(
      adjudicated({ colour: 'blue' }),
      adjudicated({ colour: 'azure' }),
    ).thenRows(adjudications, { assignmentId: sky, runId, answer: { colour: 'azure' }, by: 'spec', at: minute(1) }));
});
