import type { FastifyInstance, FastifyReply } from 'fastify';
import type { z } from 'zod';
import * as api from '../../../api/verdicts.ts';
import { verdictPage, verdictRow } from '../../../projections/review/verdicts.ts';
import { unitPage } from '../../../projections/units/unit-list.ts';
import type { RuntimeCalls } from '../../../runtime/calls.ts';
import type { ReadModel } from '../../../runtime/ports/read-model.ts';
import type { ReviewService } from '../../../runtime/review/review-service.ts';
import { caughtUp, scopeCaughtUp } from '../http/caught-up.ts';
import { reportsOf, sendLines } from '../http/ndjson.ts';
import { refuse } from '../http/refusals.ts';
import { serve } from '../http/serve.ts';

type Settings = { calls: RuntimeCalls; readModel: ReadModel; reviewService: ReviewService };

/** Verdicts on one unit or many, and their undo. */
export function verdictsApi(app: FastifyInstance, settings: Settings): void {
  const { readModel, reviewService } = settings;
  for (const endpoint of [api.makeVerdict, api.reviewMany]) {
    serve(app, endpoint, ({ body, by, reply }) => makeVerdict(settings, { body, by, reply }));
  }

  serve(app, api.undoVerdict, async ({ params, body, by, reply }) => {
    await requireVerdict(settings, params.verdict);
    const undone = reportsOf(async (report) => {
      const { undone, refused, kept, sequence } = await reviewService.undoVerdict(
        params.verdict,
        body?.note,
        by,
        report,
      );
      const left = kept.map(({ workerId, what }) => ({ worker: workerId, what }));
      return { verdict: params.verdict, undone, refused: refused.map(asUnit), kept: left, sequence };
    });
    return sendLines(reply, undone);
  });

  serve(app, api.listVerdicts, async ({ query: { after, mine, in_force: inForce, ...query }, by }) => {
    await caughtUp(readModel, after);
    const page = verdictPage(readModel.db, { ...query, inForce, by: mine ? by : undefined });
    return { ...page, sequence: readModel.sequence() };
  });

  serve(app, api.getVerdict, async ({ params: { verdict }, query }) => {
    await caughtUp(readModel, query.after);
    const row = verdictRow(readModel.db, verdict);
    if (!row) throw refuse('verdict/unknown', { verdict });
    return row;
  });
}

const asUnit = ({ unitId: unit, code, message }: { unitId: string; code: string; message: string }) => ({
  unit,
  code,
  message,
});

type Request = { body: z.output<typeof api.makeVerdict.body & z.ZodType>; by: string; reply: FastifyReply };

async function makeVerdict(settings: Settings, { body, by, reply }: Request): Promise<FastifyReply> {
  const { reviewService } = settings;
  const { units, worker, task, run, ...request } = body;
  if ((units === undefined) === (worker === undefined)) {
    throw refuse('request/bad-shape', { reason: 'units: name either units or a worker' });
  }
  // Checked before the first line is sent, so that a refusal has its status.
  reviewService.check(request);
  const named = units ?? (await waitingOf(settings, { worker, task, run }));
  const decided = reportsOf(async (report) => {
    const { verdict, reviewed, unchanged, refused, followRefused, sequence } = await reviewService.decideMany(
      [...new Set(named)],
      request,
      by,
      report,
    );
    return { verdict, reviewed, unchanged, refused: refused.map(asUnit), follow_refused: followRefused, sequence };
  });
  return sendLines(reply, decided);
}

/** All units of a worker that are to review now. */
async function waitingOf(
  { calls, readModel }: Settings,
  scope: { worker?: string; task?: string; run?: string },
): Promise<string[]> {
  const { run, task } = scope;
  await scopeCaughtUp(readModel, { after: await calls.workspace.lastSequence(), run, task });
  const found: string[] = [];
  let cursor: string | undefined;
  do {
    const page = unitPage(readModel.db, { ...scope, status: ['completed'], limit: 1000, cursor });
    found.push(...page.units.map(({ id }) => id));
    cursor = page.cursor;
  } while (cursor);
  return found;
}

/** Throws unless the verdict can be undone: it is known, complete and not undone. */
async function requireVerdict({ calls, readModel }: Settings, verdict: string): Promise<void> {
  await caughtUp(readModel, Math.max(await calls.workspace.sequence(), await calls.workspace.lastSequence()));
  const row = verdictRow(readModel.db, verdict);
  if (!row) throw refuse('verdict/unknown', { verdict });
  if (row.state === 'undone') throw refuse('verdict/undone', { verdict });
  if (row.state === 'begun') throw refuse('verdict/in-progress', { verdict });
}
