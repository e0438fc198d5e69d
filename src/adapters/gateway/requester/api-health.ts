import type { FastifyInstance } from 'fastify';
import { health } from '../../../api/health.ts';
import * as api from '../../../api/log.ts';
import type { Log } from '../../../events/log.ts';
import { textOutside } from '../../../events/outside.ts';
import type { Damage } from '../../../runtime/integrity/damage.ts';
import type { Files } from '../../../runtime/ports/files.ts';
import type { ReadModel } from '../../../runtime/ports/read-model.ts';
import type { Runtime } from '../../../runtime/runtime.ts';
import { verify } from '../../../runtime/verify/verify.ts';
import { callerOf, isOwnerHere } from '../http/caller.ts';
import { reportsOf, sendLines } from '../http/ndjson.ts';
import { serve } from '../http/serve.ts';

type Settings = {
  runtime: Runtime;
  log: Log;
  readModel: ReadModel;
  files: Files;
  problems: () => string[];
  damages: () => readonly Damage[];
  broadcastTo: () => number;
};

/** The health of the daemon, and whether log, state and rows agree. */
export async function healthApi(app: FastifyInstance, settings: Settings): Promise<void> {
  const { runtime, log, readModel, problems, broadcastTo } = settings;
  serve(app, api.rebuild, ({ reply }) =>
    sendLines(
      reply,
      reportsOf(async (report) => ({ rebuilt: await readModel.rebuild(report) })),
    ),
  );

  serve(app, api.verify, () => verify(settings));

  serve(app, api.audit, ({ reply }) =>
    sendLines(
      reply,
      reportsOf(async (report) => ({ audited: await verify(settings, { report, withFiles: true }) })),
    ),
  );

  serve(app, health, async ({ request, reply }) => {
    const damages = settings.damages();
    const found = [...problems(), ...runtime.problems(), ...readModel.problems()];
    const sequence = await log.head().catch(() => {
      if (found.length === 0) found.push('The log does not answer.');
      return -1;
    });
    const caller = callerOf(request);
    const state = {
      ok: found.length === 0,
      pid: process.pid,
      problems: isOwnerHere(caller) ? found : found.map(textOutside),
      ...(damages.length ? { damages: [...damages] } : {}),
      log: { sequence },
      projected: readModel.sequence(),
      broadcast: broadcastTo(),
    };
    // Strangers may see whether the daemon lives; its problems are for users.
    return reply.code(state.ok ? 200 : 503).send(caller.role ? state : { ok: state.ok });
  });
}
