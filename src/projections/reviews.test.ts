import { describe, it } from 'vitest';
import { reviews, reviewsProjection } from './reviews.ts';
import { minute, specify } from './specify.ts';
import { accepted, ada, rejected, unitId } from './specify-colours.ts';

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
