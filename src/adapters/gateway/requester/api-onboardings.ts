import type { FastifyInstance } from 'fastify';
import * as api from '../../../api/onboardings.ts';
import { assertComplete, snapshotOf } from '../../../projections/export/snapshot.ts';
import { onboardingCounts, onboardingDetail, onboardingPage } from '../../../projections/onboarding/onboarding-rows.ts';
import { onboardingsProjection } from '../../../projections/onboarding/onboardings.ts';
import { exportedOnboardings, onboardingFormats } from '../../../runtime/assessment/onboarding-export.ts';
import { stepOf } from '../../../runtime/assessment/onboarding-steps.ts';
import type { RuntimeCalls } from '../../../runtime/calls.ts';
import type { ReadModel } from '../../../runtime/ports/read-model.ts';
import { requireAllRuns } from '../../../runtime/quarantine.ts';
import { caughtUp, scopeCaughtUp } from '../http/caught-up.ts';
import { refuse } from '../http/refusals.ts';
import { serve } from '../http/serve.ts';
import { withWorker } from '../http/worker-of.ts';
import { sendExport } from './api-exports.ts';

type Settings = { calls: RuntimeCalls; readModel: ReadModel };

/** Onboardings: the list, one with its pages, and all of a run or a task as a file. */
export function onboardingsApi(app: FastifyInstance, { calls, readModel }: Settings): void {
  serve(app, api.listOnboardings, async ({ query: { after, ...asked }, request }) => {
    await scopeCaughtUp(readModel, { after, ...asked });
    const query = withWorker({ readModel, request }, asked);
    const counts = onboardingCounts(readModel.db, query);
    return { ...onboardingPage(readModel.db, query), counts, sequence: readModel.sequence() };
  });

  serve(app, api.getOnboarding, async ({ params: { onboarding }, query }) => {
    await caughtUp(readModel, query.after);
    const found = onboardingDetail(readModel.db, onboarding);
    if (!found) throw refuse('onboarding/unknown', { onboarding });
    return { ...found.row, steps: found.submitted.map(stepOf) };
  });

  serve(app, api.exportOnboardings, async ({ query: { of, format, after }, reply }) => {
    requireAllRuns(await calls.workspace.quarantined(), of);
    // What was decided until now belongs into the file.
    await caughtUp(readModel, Math.max(after, await calls.workspace.lastSequence()));
    const { runs } = snapshotOf(readModel.db, [of]);
    assertComplete(readModel.db, runs, [onboardingsProjection]);
    const { extension, type } = onboardingFormats[format];
    const name = `${of}.${extension}`.replace(/[^\w.-]+/g, '_');
    reply.header('content-disposition', `attachment; filename="${name}"`);
    const bytes = exportedOnboardings(() => readModel.db, runs, format);
    return sendExport(reply, { bytes, close: () => void bytes.return(undefined) }, type);
  });
}
