import type { FastifyInstance } from 'fastify';
import type { RefusalCode } from '../../actors/refusals.ts';
import type { Exports } from '../export/exports.ts';
import { refusalFor } from '../gateway/errors.ts';
import type { SendFile } from '../gateway/file-sender.ts';
import type { Analyst } from '../quality/analyst.ts';
import type { ReadModel } from '../read-model/read-model.ts';
import type { Desk } from '../review/desk.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { mephistoDecisions } from './decisions.ts';
import { mephistoQualifications } from './qualifications.ts';
import { mephistoScreens } from './screens.ts';
import { mephistoTaskResults } from './task-results.ts';
import { mephistoTasks } from './tasks.ts';
import { mephistoUnitFiles } from './unit-files.ts';
import { mephistoUnits } from './units.ts';
import { mephistoWorkers } from './workers.ts';

type Settings = {
  runtime: Runtime;
  readModel: ReadModel;
  desk: Desk;
  analyst: Analyst;
  exports: Exports;
  sendFile: SendFile;
  urlOf: (runId: string) => string;
  reviewUrlOf: (unitId: string) => string | null;
  publicUrl?: URL;
};

/** Where Mephisto has another status than the house. */
const statuses: Partial<Record<RefusalCode, number>> = { 'qualification/name-taken': 400 };

/** The REST API of Mephisto's review app below `/mephisto`: the house's own functions in its words, and its `{error}`. */
export async function mephistoApi(house: FastifyInstance, settings: Settings): Promise<void> {
  // A scope of its own, since nothing else here says no in that shape.
  await house.register(async (app) => {
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
