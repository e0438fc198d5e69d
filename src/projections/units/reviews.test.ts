import { describe, it } from 'vitest';
import { accepted, ada, rejected, secondOpinionAsked, sky0, undone } from '../../events/fixtures.ts';
import { minute, specifyProjection } from '../specify.ts';
import { reviews, reviewsProjection } from './reviews.ts';

describe('the reviews', () => {
  it('are all kept, in order, with the reviewer', () =>
    specifyProjection(reviewsProjection)(rejected(ada, sky0, { note: 'wrong' }), accepted(ada)).thenRows(
      reviews,
      { unitId: sky0.unitId, agentId: ada.agentId, decision: 'rejected', note: 'wrong', by: 'spec', at: minute(0) },
      { unitId: sky0.unitId, agentId: ada.agentId, decision: 'accepted', note: null, by: 'spec', at: minute(1) },
    ));

  it('include requests for a second opinion, undone decisions, and messages to the worker', () =>
    specifyProjection(reviewsProjection)(
      secondOpinionAsked(ada, sky0, { note: 'Azure?' }),
      rejected(ada, sky0, { note: 'wrong', message: 'Look again.' }),
      undone(ada),
    ).thenRows(
      reviews,
      { decision: 'second_opinion_asked', note: 'Azure?', message: null, workerId: ada.workerId },
      { decision: 'rejected', note: 'wrong', message: 'Look again.' },
      { decision: 'review_undone', note: null },
    ));
});
