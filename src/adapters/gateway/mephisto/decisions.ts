import type { FastifyInstance } from 'fastify';
import { countedOf } from '../../../actors/counted.ts';
import { firstOf } from '../../../actors/refusal.ts';
import * as api from '../../../api/mephisto/units.ts';
import type { RuntimeCalls } from '../../../runtime/calls.ts';
import type { ReadModel } from '../../../runtime/ports/read-model.ts';
import type { ReviewService } from '../../../runtime/review/review-service.ts';
import type { VerdictRequest } from '../../../runtime/review/verdict-request.ts';
import { caughtUp } from '../http/caught-up.ts';
import { unitIdOf } from '../http/ids.ts';
import { refuse } from '../http/refusals.ts';
import { serve } from '../http/serve.ts';

type Settings = { calls: RuntimeCalls; readModel: ReadModel; reviewService: ReviewService };
type Body = { unit_ids: string[]; review_note?: string | null; send_to_worker?: boolean | null };

/** Reviewers' decisions on units; lists show a decision once its request has a reply. */
export function mephistoDecisions(app: FastifyInstance, { calls, readModel, reviewService }: Settings): void {
  serve(app, api.approve, ({ body, by }) =>
    decide(body, { decision: 'accepted', bonus_cents: body.bonus || undefined }, by),
  );
  serve(app, api.softReject, ({ body, by }) => decide(body, { decision: 'soft_rejected' }, by));
  serve(app, api.reject, ({ body, by }) => decide(body, { decision: 'rejected' }, by));

  async function decide({ unit_ids, review_note, send_to_worker }: Body, request: VerdictRequest, by: string) {
    // If one id is unknown, nothing is decided.
    const units = [...new Set(await Promise.all(unit_ids.map((unit) => unitIdOf(calls, unit))))];
    const note = review_note || undefined;
    const full = { ...request, note, message: send_to_worker ? note : undefined };
    const [only, ...others] = units;
    if (only !== undefined && others.length === 0) {
      await caughtUp(readModel, (await reviewService.decide(only, full, by)).sequence);
      return {};
    }
    const { reviewed, unchanged, refused, sequence } = await reviewService.decideMany(units, full, by);
    await caughtUp(readModel, sequence);
    if (refused.length > 0) {
      const done = reviewed + unchanged;
      const reason = firstOf(refused.map(({ message }) => message));
      throw refuse('review/partly', {
        reviewed: countedOf(done, done + refused.length, 'unit', ['is', 'are']),
        reason,
      });
    }
    return {};
  }
}
