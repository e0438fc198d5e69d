import type { FastifyInstance } from 'fastify';
import * as api from '../../../api/mephisto/units.ts';
import type { ReadModel } from '../../../runtime/ports/read-model.ts';
import type { Desk } from '../../../runtime/review/desk.ts';
import type { Ruling } from '../../../runtime/review/ruling.ts';
import type { Runtime } from '../../../runtime/runtime.ts';
import { unitIdOf } from '../http/named.ts';
import { caughtUp } from '../http/patience.ts';
import { refuse } from '../http/refusals.ts';
import { serve } from '../http/serve.ts';

type Settings = { runtime: Runtime; readModel: ReadModel; desk: Desk };
type Said = { unit_ids: string[]; review_note?: string | null; send_to_worker?: boolean | null };

/** What reviewers decide about units; whoever is answered finds it in every list. */
export function mephistoDecisions(app: FastifyInstance, { runtime, readModel, desk }: Settings): void {
  serve(app, api.approve, ({ body, by }) =>
    decide(body, { decision: 'accepted', bonus_cents: body.bonus || undefined }, by),
  );
  serve(app, api.softReject, ({ body, by }) => decide(body, { decision: 'soft_rejected' }, by));
  serve(app, api.reject, ({ body, by }) => decide(body, { decision: 'rejected' }, by));

  async function decide({ unit_ids, review_note, send_to_worker }: Said, ruling: Ruling, by: string) {
    // Nothing is decided if one of them is a mistake.
    const units = [...new Set(unit_ids.map((unit) => unitIdOf(runtime, unit)))];
    const note = review_note || undefined;
    const said = { ...ruling, note, message: send_to_worker ? note : undefined };
    const [only, ...others] = units;
    if (only !== undefined && others.length === 0) {
      await caughtUp(readModel, (await desk.rule(only, said, by)).sequence);
      return {};
    }
    const { reviewed, refused, sequence } = await desk.ruleMany(units, said, by);
    await caughtUp(readModel, sequence);
    const named = refused.map(({ unitId: unit, ...refusal }) => ({ unit, ...refusal }));
    if (named.length > 0) throw refuse('review/partly', { reviewed, refused: named });
    return {};
  }
}
