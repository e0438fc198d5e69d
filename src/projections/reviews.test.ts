import { describe, it } from 'vitest';
import { accepted, ada, rejected, unitId } from './fixtures.ts';
import { reviews, reviewsProjection } from './reviews.ts';
import { minute, specify } from './specify.ts';

describe('the reviews', () => {
  it('are all kept, in order, with who ruled', () =>
    specify(reviewsProjection)
      .given(rejected(ada, 'wrong'), accepted(ada))
      .thenRows(
        reviews,
        { unitId, agentId: ada.agentId, decision: 'rejected', note: 'wrong', by: 'spec', at: minute(0) },
        { unitId, agentId: ada.agentId, decision: 'accepted', note: null, by: 'spec', at: minute(1) },
      ));
});
