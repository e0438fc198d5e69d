import type { FastifyInstance } from 'fastify';
import type { Log } from '../../events/log.ts';
import type { ReadModel } from '../read-model/read-model.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { verify } from '../verify.ts';
import { callerOf } from './caller.ts';
import { houseRoutes } from './hosts.ts';
import { reportsOf, sendLines } from './ndjson.ts';

type Settings = {
  runtime: Runtime;
  log: Log;
  readModel: ReadModel;
  problems: () => string[];
  broadcastTo: () => number;
};

/** The house's health, and whether log, state and rows agree. */
export async function readApi(app: FastifyInstance, settings: Settings): Promise<void> {
  const { runtime, log, readModel, problems, broadcastTo } = settings;
  app.post(`${houseRoutes}/api/rebuild`, (_request, reply) =>
    sendLines(
      reply,
      reportsOf(async (report) => ({ rebuilt: await readModel.rebuild(report) })),
    ),
  );

  app.get(`${houseRoutes}/api/verify`, () => verify({ runtime, log, readModel }));

  app.get(`${houseRoutes}/health`, async (request, reply) => {
    const found = [...problems(), ...runtime.problems(), ...readModel.problems()];
    const sequence = await log.head().catch(() => {
      found.push('The log does not answer.');
      return -1;
    });
    const health = {
      ok: found.length === 0,
      pid: process.pid,
      problems: found,
      log: { sequence },
      projected: readModel.sequence(),
      broadcast: broadcastTo(),
    };
    // Strangers may see whether the house lives; what ails it is for those who may come in.
    return reply.code(health.ok ? 200 : 503).send(callerOf(request).role ? health : { ok: health.ok });
  });
}
