import type { FastifyInstance } from 'fastify';
import { grantBonus, markBonusPaid, withdrawBonus } from '../../../api/bonuses.ts';
import { claimUnits, listClaims } from '../../../api/queue.ts';
import * as api from '../../../api/review.ts';
import type { Decision } from '../../../api/shapes.ts';
import type { Claims } from '../../../runtime/review/claims.ts';
import type { ReviewService } from '../../../runtime/review/review-service.ts';
import { callerOf } from '../http/caller.ts';
import { refuse } from '../http/refusals.ts';
import { serve } from '../http/serve.ts';

type Settings = { reviewService: ReviewService; claims: Claims };

/** Decisions on one unit and their undo, bonuses, and claims. */
export function reviewApi(app: FastifyInstance, { reviewService, claims }: Settings): void {
  const recorded = async (outcome: Promise<{ sequence: number }>) => ({ sequence: (await outcome).sequence });

  const verdicts: [typeof api.acceptUnit, Decision][] = [
    [api.acceptUnit, 'accepted'],
    [api.softRejectUnit, 'soft_rejected'],
    [api.rejectUnit, 'rejected'],
  ];
  for (const [endpoint, decision] of verdicts) {
    serve(app, endpoint, async ({ params, body, by }) => {
      const { verdict, followRefused, sequence } = await reviewService.decide(params.unit, { decision, ...body }, by);
      return { verdict, follow_refused: followRefused, sequence };
    });
  }
  serve(app, api.undoReview, ({ params, body, by }) => reviewService.undo(params.unit, body?.note, by));
  serve(app, api.askSecondOpinion, ({ params, body, by }) =>
    recorded(reviewService.askSecondOpinion(params.unit, body?.note, by)),
  );

  serve(app, grantBonus, async ({ params, body, by }) => {
    const { sequence, bonus, currency } = await reviewService.grantBonus(params.unit, body, by);
    return { sequence, bonus, currency };
  });
  serve(app, markBonusPaid, ({ params, body, by }) =>
    recorded(reviewService.settleBonus(params.bonus, 'pay', body?.note, by)),
  );
  serve(app, withdrawBonus, ({ params, body, by }) =>
    recorded(reviewService.settleBonus(params.bonus, 'withdraw', body?.note, by)),
  );

  serve(app, claimUnits, ({ body, by, request }) => {
    const { earlier_name: earlier, units, release } = body;
    const { login = 'none', name = '' } = callerOf(request);
    if (earlier !== undefined && login !== 'none') throw refuse('access/name-of-account', { name });
    for (const unit of units) reviewService.assertUnit(unit);
    if (earlier !== undefined) claims.follow([...units, ...release], `reviewer:${earlier}`, by);
    claims.release(release, by);
    return claims.claim(units, by);
  });
  serve(app, listClaims, () => ({ claims: claims.all() }));
}
