import type { FastifyInstance } from 'fastify';
import { ruleText } from '../../../actors/rule-application.ts';
import * as api from '../../../api/rules.ts';
import { VerdictId } from '../../../events/ids.ts';
import type { RunSettings } from '../../../events/task-run.ts';
import { appliedRulePage, ruleCounts } from '../../../projections/rules/applied-rules.ts';
import { runConfig } from '../../../projections/runs/task-runs.ts';
import type { RuntimeCalls } from '../../../runtime/calls.ts';
import type { ReadModel } from '../../../runtime/ports/read-model.ts';
import { caughtUp, scopeCaughtUp } from '../http/caught-up.ts';
import { refuse } from '../http/refusals.ts';
import { serve } from '../http/serve.ts';
import { withWorker } from '../http/worker-of.ts';

type Settings = { calls: RuntimeCalls; readModel: ReadModel };

/** Rules: those of a run, what they did to workers, and taking that back. */
export function rulesApi(app: FastifyInstance, { calls, readModel }: Settings): void {
  serve(app, api.listRules, async ({ params: { run }, query: { after } }) => {
    await calls.run.sequence({ run });
    await caughtUp(readModel, after);
    const { rules = [] } = (runConfig(readModel.db, run)?.settings ?? {}) as Partial<RunSettings>;
    const counts = ruleCounts(readModel.db, run, new Date().toISOString());
    return {
      rules: rules.map((rule) => ({
        ...{ rule: ruleText(rule), action: rule.action.type, reason: rule.reason ?? null },
        ...(counts.get(ruleText(rule)) ?? { applied: 0, standing: 0, undone: 0 }),
      })),
      sequence: readModel.sequence(),
    };
  });

  serve(app, api.listAppliedRules, async ({ query: { after, ...asked }, request }) => {
    await scopeCaughtUp(readModel, { after, ...asked });
    const query = withWorker({ readModel, request }, asked);
    return {
      ...appliedRulePage(readModel.db, { ...query, now: new Date().toISOString() }),
      sequence: readModel.sequence(),
    };
  });

  serve(app, api.undoAppliedRule, async ({ params: { run, application }, body, by }) => {
    const { success, data: applicationId } = VerdictId.safeParse(application);
    if (!success) throw refuse('rule/unknown-application', { application, run });
    const { sequence } = await calls.run.decide({
      run,
      command: { type: 'rule.undo', applicationId, note: body?.note },
      by,
    });
    return { sequence };
  });
}
