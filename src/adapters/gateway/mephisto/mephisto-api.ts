import type { FastifyInstance } from 'fastify';
import type { RuntimeCalls } from '../../../runtime/calls.ts';
import type { ReadModel } from '../../../runtime/ports/read-model.ts';
import type { ReviewService } from '../../../runtime/review/review-service.ts';
import type { Exports } from '../../threads/export/exports.ts';
import type { Analyst } from '../../threads/quality/analyst.ts';
import { refusalFor } from '../http/errors.ts';
import type { SendFile } from '../http/file-sender.ts';
import type { ReviewUrlOf } from '../requester/review-views.ts';
import { mephistoDecisions } from './decisions.ts';
import { mephistoQualifications } from './qualifications.ts';
import { mephistoScreens } from './screens.ts';
import { mephistoTaskResults } from './task-results.ts';
import { mephistoTasks } from './tasks.ts';
import { mephistoUnitFiles } from './unit-files.ts';
import { mephistoUnits } from './units.ts';
import { mephistoWorkers } from './workers.ts';

type Settings = {
  calls: RuntimeCalls;
  readModel: ReadModel;
  reviewService: ReviewService;
  analyst: Analyst;
  exports: Exports;
  sendFile: SendFile;
  urlOf: (runId: string) => string;
  reviewUrlOf: ReviewUrlOf;
  publicUrl?: URL;
};

/** Refusals for which Mephisto has another status. */
const statuses: Readonly<Record<string, number>> = { 'qualification/name-taken': 400 };

/** The REST API of Mephisto's review app below `/mephisto`, in Mephisto's terms and with its `{error}`. */
export async function mephistoApi(app: FastifyInstance, settings: Settings): Promise<void> {
  // A scope of its own, since no other refusal has that shape.
  await app.register(async (app) => {
    app.setErrorHandler((error, request, reply) => {
      const { code, status, message } = refusalFor(error, request);
      return reply
        .code(statuses[code] ?? status)
        .header('cache-control', 'no-store')
        .send({ error: message });
    });
    mephistoTasks(app, settings);
    mephistoTaskResults(app, settings);
    mephistoUnits(app, settings);
    mephistoDecisions(app, settings);
    mephistoUnitFiles(app, settings);
    mephistoWorkers(app, settings);
    mephistoQualifications(app, settings);
    mephistoScreens(app);
  });
}
