import { describe, it } from 'vitest';
import { accepted, ada, rejected, secondOpinionAsked, undone, unitId } from '../fixtures.ts';
import { minute, specify } from '../specify.ts';
import { reviews, reviewsProjection } from './reviews.ts';

describe('the reviews', () => {
  it('are all kept, in order, with who ruled', () =>
    specify(reviewsProjection)
      .given(rejected(ada, 'wrong'), accepted(ada))
      .thenRows(
        reviews,
        { unitId, agentId: ada.agentId, decision: 'rejected', note: 'wrong', by: 'spec', at: minute(0) },
        { unitId, agentId: ada.agentId, decision: 'accepted', note: null, by: 'spec', at: minute(1) },
      ));

  it('say who else was asked, what was taken back, and what the worker was told', () =>
    specify(reviewsProjection)
      .given(secondOpinionAsked(ada, 'Azure?'), rejected(ada, 'wrong', 'Look again.'), undone(ada))
      .thenRows(
        reviews,
        { decision: 'second_opinion_asked', note: 'Azure?', message: null, workerId: ada.workerId },
        { decision: 'rejected', note: 'wrong', message: 'Look again.' },
        { decision: 'review_undone', note: null },
      ));
});
