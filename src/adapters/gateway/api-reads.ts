import type { FastifyInstance, FastifyReply } from 'fastify';
import { z } from 'zod';
import { refuse } from '../../actors/refusals.ts';
import type { Log } from '../../events/log.ts';
import { runRow, runRows } from '../../projections/task-runs.ts';
import { unitDetail } from '../../projections/unit-detail.ts';
import { unitPage } from '../../projections/units.ts';
import { csvOf, jsonLinesOf } from '../export.ts';
import type { Files } from '../files/files.ts';
import type { ReadModel } from '../read-model/read-model.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { verify } from '../verify.ts';
import { houseRoutes } from './hosts.ts';
import { reportsOf, sendLines } from './ndjson.ts';

const After = z.object({ after: z.coerce.number().int().nonnegative().default(0) });
const statuses = ['open', 'assigned', 'completed', 'accepted', 'soft_rejected', 'rejected', 'expired'] as const;
const UnitsQuery = After.extend({
  run: z.string().optional(),
  status: z.enum(statuses).optional(),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
  cursor: z.string().regex(/^\d+$/, 'must be a cursor of an earlier page').optional(),
});
const ExportQuery = After.extend({ of: z.string().min(1), format: z.enum(['jsonl', 'csv']).default('jsonl') });

/** How long a reader waits for the read model to have seen what they refer to, in ms. */
const patienceMs = 30_000;

type Settings = {
  runtime: Runtime;
  log: Log;
  files: Files;
  readModel: ReadModel;
  urlOf: (runId: string) => string;
  problems: () => string[];
  broadcastTo: () => number;
};

/** Everything that can be seen: runs, units, exports, files, the house's health. `after` waits until a fact of one's own shows. */
export async function readApi(app: FastifyInstance, settings: Settings) {
  const { runtime, log, files, readModel, urlOf, problems, broadcastTo } = settings;
  const currentRuns = () => ({ runs: runRows(readModel.db, urlOf), sequence: readModel.sequence() });
  const caughtUp = async (query: unknown) => readModel.reached(After.parse(query).after, patienceMs);

  async function oneRun(runId: string, after: number) {
    await readModel.reached(after, patienceMs);
    const row = runRow(readModel.db, runId, urlOf);
    if (!row) throw refuse('run/unknown', { run: runId });
    return row;
  }

  app.get(`${houseRoutes}/api/runs`, async (request) => {
    await caughtUp(request.query);
    return currentRuns();
  });

  app.get<{ Params: { run: string } }>(`${houseRoutes}/api/runs/:run`, (request) =>
    oneRun(request.params.run, After.parse(request.query).after),
  );

  app.get(`${houseRoutes}/api/units`, async (request) => {
    const { after, ...query } = UnitsQuery.parse(request.query);
    await readModel.reached(after, patienceMs);
    return { ...unitPage(readModel.db, query), sequence: readModel.sequence() };
  });

  app.get<{ Params: { unit: string } }>(`${houseRoutes}/api/units/:unit`, async (request) => {
    await caughtUp(request.query);
    const detail = unitDetail(readModel.db, request.params.unit);
    if (!detail) throw refuse('unit/unknown', { unit: request.params.unit });
    return detail;
  });

  app.get(`${houseRoutes}/api/export`, async (request, reply) => {
    const { of, format, after } = ExportQuery.parse(request.query);
    const known = runtime.runs().find(({ runId, mailbox }) => runId === of || mailbox.run.taskRun.context.task === of);
    if (!known) throw refuse('export/unknown', { of });
    await readModel.reached(Math.max(after, ...runtime.runs().map(({ mailbox }) => mailbox.sequence)), patienceMs);
    const which = known.runId === of ? { run: of } : { task: of };
    const name = `${of}.${format}`.replace(/[^\w.-]+/g, '_');
    reply.header('content-disposition', `attachment; filename="${name}"`);
    return format === 'csv'
      ? reply.type('text/csv; charset=utf-8').send(csvOf(readModel.db, which))
      : reply.type('application/x-ndjson; charset=utf-8').send(jsonLinesOf(readModel.db, which));
  });

  app.get<{ Params: { hash: string } }>(`${houseRoutes}/api/files/:hash`, async (request, reply) => {
    const bytes = /^[0-9a-f]{64}$/.test(request.params.hash) ? await files.get(request.params.hash) : undefined;
    if (!bytes) throw refuse('file/unknown', { hash: request.params.hash });
    return sendFile(reply, bytes);
  });

  app.post(`${houseRoutes}/api/rebuild`, (_request, reply) =>
    sendLines(
      reply,
      reportsOf(async (report) => ({ rebuilt: await readModel.rebuild(report) })),
    ),
  );

  app.get(`${houseRoutes}/api/verify`, () => verify({ runtime, log, readModel }));

  app.get(`${houseRoutes}/health`, async (_request, reply) => {
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
    return reply.code(health.ok ? 200 : 503).send(health);
  });

  return { currentRuns, runRow: oneRun };
}

/** What a worker uploaded is never shown as a page of this origin: it is saved, not opened. */
const sendFile = (reply: FastifyReply, bytes: Uint8Array) =>
  reply
    .type('application/octet-stream')
    .header('content-disposition', 'attachment')
    .header('content-security-policy', "sandbox; default-src 'none'")
    .send(Buffer.from(bytes));
