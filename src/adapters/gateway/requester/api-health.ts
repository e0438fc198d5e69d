import type { FastifyInstance } from 'fastify';
import { health } from '../../../api/health.ts';
import * as api from '../../../api/log.ts';
import type { Log } from '../../../events/log.ts';
import { textOutside } from '../../../events/outside.ts';
import { unsignedRuns } from '../../../projections/runs/task-runs.ts';
import type { RuntimeCalls } from '../../../runtime/calls.ts';
import type { Damage } from '../../../runtime/integrity/damage.ts';
import type { ReadModel } from '../../../runtime/ports/read-model.ts';
import type { Webhooks } from '../../webhooks/webhooks.ts';
import { callerOf, isOwnerHere, isReader } from '../http/caller.ts';
import { reportsOf, sendLines } from '../http/ndjson.ts';
import { serve } from '../http/serve.ts';

/** Compares log, state and rows, and with `withFiles` reads the files. */
export type Verify = (options?: { report?: (progress: unknown) => void; withFiles?: boolean }) => Promise<api.Verified>;

type Settings = {
  calls: RuntimeCalls;
  log: Log;
  readModel: ReadModel;
  verify: Verify;
  problems: () => string[];
  damages: () => readonly Damage[];
  broadcastTo: () => number;
  webhooks: Pick<Webhooks, 'notes'>;
  /** The result of the work, or `LogUnavailable` as soon as the server of the log is silent. */
  unlessSilent: <Answer>(work: () => Promise<Answer>) => Promise<Answer>;
};

/** Health, and whether log, state and rows agree. */
export async function healthApi(app: FastifyInstance, settings: Settings): Promise<void> {
  const { calls, verify, log, readModel, problems, broadcastTo, unlessSilent } = settings;
  serve(app, api.rebuild, ({ reply }) =>
    sendLines(
      reply,
      reportsOf(async (report) => ({ rebuilt: await unlessSilent(() => readModel.rebuild(report)) })),
    ),
  );

  serve(app, api.verify, () => unlessSilent(() => verify()));

  serve(app, api.audit, ({ reply }) =>
    sendLines(
      reply,
      reportsOf(async (report) => ({ audited: await unlessSilent(() => verify({ report, withFiles: true })) })),
    ),
  );

  serve(app, health, async ({ request, reply }) => {
    const damages = settings.damages();
    const found = [...problems(), ...(await calls.workspace.problems()), ...readModel.problems()];
    const sequence = await log.head().catch(() => {
      if (found.length === 0) found.push('The log does not respond.');
      return -1;
    });
    const caller = callerOf(request);
    const shown = (sentences: string[]) => (isOwnerHere(caller) ? sentences : sentences.map(textOutside));
    const notes = [...readModel.notes(), ...unsignedNote(readModel), ...settings.webhooks.notes()];
    const hosts = await calls.workspace.hosts();
    const outside = (failure: string | undefined) => (failure === undefined ? undefined : shown([failure])[0]);
    const state = {
      ok: found.length === 0,
      pid: process.pid,
      problems: shown(found),
      ...(notes.length ? { notes: shown(notes) } : {}),
      ...(damages.length ? { damages: [...damages] } : {}),
      ...(hosts.length ? { hosts: hosts.map((host) => ({ ...host, failure: outside(host.failure) })) } : {}),
      log: { sequence },
      projected: readModel.sequence(),
      broadcast: broadcastTo(),
    };
    // Whoever may not read sees only `ok`.
    return reply.code(state.ok ? 200 : 503).send(isReader(caller) ? state : { ok: state.ok });
  });
}

/** Says which runs that collect answers believe the names in their links. */
function unsignedNote({ db }: ReadModel): string[] {
  const names = unsignedRuns(db);
  if (names.length === 0) return [];
  const more = names.length > maxNamed ? ` and ${names.length - maxNamed} more` : '';
  return [
    `Workers are unsigned in ${names.slice(0, maxNamed).join(', ')}${more}: whoever has the link can work under any name. worker_identity in the config changes that for the next launch.`,
  ];
}

const maxNamed = 3;
