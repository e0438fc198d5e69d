import type { FastifyInstance, FastifyReply } from 'fastify';
import type { z } from 'zod';
import type { UnitsFilter } from '../../../api/units.ts';
import * as api from '../../../api/verdicts.ts';
import { WorkerId } from '../../../events/ids.ts';
import { withDecidedUnits } from '../../../projections/review/decided-units.ts';
import { verdictPage, verdictRow } from '../../../projections/review/verdicts.ts';
import { unitPage } from '../../../projections/units/unit-list.ts';
import type { RuntimeCalls } from '../../../runtime/calls.ts';
import type { ReadModel } from '../../../runtime/ports/read-model.ts';
import type { ReviewService } from '../../../runtime/review/review-service.ts';
import type { Search } from '../../threads/search/search.ts';
import { caughtUp, scopeCaughtUp } from '../http/caught-up.ts';
import { reportsOf, sendLines } from '../http/ndjson.ts';
import { refuse } from '../http/refusals.ts';
import { serve } from '../http/serve.ts';
import { withWorker, withWorkerLike } from '../http/worker-of.ts';
import type { WithCompared } from './compared.ts';

type Settings = {
  calls: RuntimeCalls;
  readModel: ReadModel;
  reviewService: ReviewService;
  search: Pick<Search, 'find'>;
  withCompared: WithCompared;
};

/** Verdicts on one unit or many, and their undo. */
export function verdictsApi(app: FastifyInstance, settings: Settings): void {
  const { readModel, reviewService } = settings;
  for (const endpoint of [api.makeVerdict, api.reviewMany]) {
    serve(app, endpoint, ({ body, by, reply, request }) =>
      makeVerdict(settings, { body: withNamed({ readModel, request }, body), by, reply }),
    );
  }

  serve(app, api.undoVerdict, async ({ params, body, by, reply }) => {
    await requireVerdict(settings, params.verdict);
    const undone = reportsOf(async (report) => {
      const { undone, refused, kept, paid, bonuses, sequence } = await reviewService.undoVerdict(
        params.verdict,
        body?.note,
        by,
        report,
      );
      const left = kept.map(({ workerId, what }) => ({ worker: workerId, what }));
      return { verdict: params.verdict, undone, refused: refused.map(asUnit), kept: left, paid, bonuses, sequence };
    });
    return sendLines(reply, undone);
  });

  serve(
    app,
    api.listVerdicts,
    async ({ query: { after, mine, in_force: inForce, with_units: withUnits, ...query }, by }) => {
      await caughtUp(readModel, after);
      const sequence = readModel.sequence();
      const { verdicts, cursor } = verdictPage(readModel.db, { ...query, inForce, by: mine ? by : undefined });
      return { verdicts: withUnits ? withDecidedUnits(readModel.db, verdicts) : verdicts, cursor, sequence };
    },
  );

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

/** The body with ids in place of names, wherever it may name a worker. */
const withNamed = (
  asked: Parameters<typeof withWorker>[0],
  { matching, ...body }: Request['body'],
): Request['body'] => ({
  ...withWorker(asked, body),
  ...(matching ? { matching: withWorkerLike(asked, matching) } : {}),
});

type Request = { body: z.output<typeof api.makeVerdict.body & z.ZodType>; by: string; reply: FastifyReply };

async function makeVerdict(settings: Settings, { body, by, reply }: Request): Promise<FastifyReply> {
  const { reviewService } = settings;
  const { units, worker, matching, except, task, run, ...request } = body;
  if ([units, worker, matching].filter((which) => which !== undefined).length !== 1) {
    throw refuse('request/bad-shape', { reason: 'units: name either units, a worker, or filters in matching' });
  }
  if (except && !matching)
    throw refuse('request/bad-shape', { reason: 'except: only filters in matching can leave units out' });
  // Checked before the first line is sent, so that a refusal has its status.
  reviewService.check(request);
  const named =
    units ??
    (matching
      ? await unitsOf(settings, matching, { most: maxMatching, except })
      : await unitsOf(settings, { worker, task, run }, { exceptAskedBy: by }));
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

type Filters = z.output<typeof UnitsFilter>;

/** How many units the filters of one verdict may match. */
const maxMatching = 10_000;

type Without = {
  most?: number;
  except?: readonly string[] | undefined;
  /** Leaves out units for which this reviewer asked for a second opinion, since others decide them. */
  exceptAskedBy?: string;
};

/** The units that match filters now, without some; where no status is asked for, those to review. */
async function unitsOf(
  { calls, readModel, search, withCompared }: Settings,
  filters: Filters,
  { most = Infinity, except = [], exceptAskedBy }: Without,
): Promise<string[]> {
  const leftOut = new Set(except);
  const { search: words, ...asked } = filters;
  await scopeCaughtUp(readModel, { ...asked, after: await calls.workspace.lastSequence() });
  const scope = await withCompared(readModel.db, asked);
  const workerId = WorkerId.safeParse(scope.worker).data;
  if (workerId && !(await calls.workspace.hasWorked({ workerId })))
    throw refuse('worker/unknown', { worker: workerId });
  const found: string[] = [];
  let cursor: string | undefined;
  do {
    const query = { ...scope, status: scope.status ?? (['completed'] as const), limit: 1000, cursor };
    const page = words ? await search.find({ query, search: words }) : unitPage(readModel.db, query);
    const isMeant = ({ id, second_opinions: askers }: (typeof page.units)[number]) =>
      !leftOut.has(id) && (exceptAskedBy === undefined || !askers.includes(exceptAskedBy));
    found.push(...page.units.filter(isMeant).map(({ id }) => id));
    if (found.length > most)
      throw refuse('request/bad-shape', {
        reason: `matching: more than ${most.toLocaleString('en')} units match; choose narrower filters`,
      });
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
