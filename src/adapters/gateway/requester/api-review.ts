import type { FastifyInstance } from 'fastify';
import { grantBonus, markBonusPaid, withdrawBonus } from '../../../api/bonuses.ts';
import { claimUnits, listClaims } from '../../../api/queue.ts';
import * as api from '../../../api/review.ts';
import type { Decision } from '../../../api/shapes.ts';
import { unitPage } from '../../../projections/units/unit-page.ts';
import type { RuntimeCalls } from '../../../runtime/calls.ts';
import type { ReadModel } from '../../../runtime/ports/read-model.ts';
import type { Claims } from '../../../runtime/review/claims.ts';
import type { Desk } from '../../../runtime/review/desk.ts';
import { ruleMany } from '../../../runtime/review/many.ts';
import { caughtUp } from '../http/caught-up.ts';
import { reportsOf, sendLines } from '../http/ndjson.ts';
import { refuse } from '../http/refusals.ts';
import { serve } from '../http/serve.ts';

type Settings = { calls: RuntimeCalls; readModel: ReadModel; desk: Desk; claims: Claims };

/** What reviewers decide: one unit or many, back again, bonuses, and who is looking at what. */
export function reviewApi(app: FastifyInstance, { calls, readModel, desk, claims }: Settings): void {
  const recorded = async (asked: Promise<{ sequence: number }>) => ({ sequence: (await asked).sequence });

  const verdicts: [typeof api.acceptUnit, Decision][] = [
    [api.acceptUnit, 'accepted'],
    [api.softRejectUnit, 'soft_rejected'],
    [api.rejectUnit, 'rejected'],
  ];
  for (const [endpoint, decision] of verdicts) {
    serve(app, endpoint, ({ params, body, by }) => recorded(desk.rule(params.unit, { decision, ...body }, by)));
  }
  serve(app, api.undoReview, ({ params, body, by }) => recorded(desk.undo(params.unit, body?.note, by)));
  serve(app, api.askSecondOpinion, ({ params, body, by }) =>
    recorded(desk.askSecondOpinion(params.unit, body?.note, by)),
  );

  serve(app, grantBonus, async ({ params, body, by }) => {
    const { sequence, bonus } = await desk.grantBonus(params.unit, body, by);
    return { sequence, bonus };
  });
  serve(app, markBonusPaid, ({ params, body, by }) => recorded(desk.settleBonus(params.bonus, 'pay', body?.note, by)));
  serve(app, withdrawBonus, ({ params, body, by }) =>
    recorded(desk.settleBonus(params.bonus, 'withdraw', body?.note, by)),
  );

  serve(app, api.reviewMany, async ({ body, by, reply }) => {
    const { units, worker, task, run, ...ruling } = body;
    if ((units === undefined) === (worker === undefined)) {
      throw refuse('request/bad-shape', { reason: 'units: name either units or a worker' });
    }
    const wanted = units ?? (await waitingOf({ worker, task, run }));
    return sendLines(
      reply,
      reportsOf((report) => ruleMany(desk, { units: [...new Set(wanted)], ruling, by }, report)),
    );
  });

  /** All that waits of a worker, as far as it is recorded by now. */
  async function waitingOf(scope: { worker?: string; task?: string; run?: string }): Promise<string[]> {
    await caughtUp(readModel, await calls.workspace.lastSequence());
    const found: string[] = [];
    let cursor: string | undefined;
    do {
      const page = unitPage(readModel.db, { ...scope, status: ['completed'], limit: 1000, cursor });
      found.push(...page.units.map(({ id }) => id));
      cursor = page.cursor;
    } while (cursor);
    return found;
  }

  serve(app, claimUnits, ({ body, by }) => {
    for (const unit of body.units) desk.insist(unit);
    claims.release(body.release, by);
    return claims.claim(body.units, by);
  });
  serve(app, listClaims, () => ({ claims: claims.all() }));
}
