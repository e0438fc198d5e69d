import { Readable } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import * as api from '../../../api/payouts.ts';
import { toRecord } from '../../../projections/export/cells.ts';
import { type PayoutQuery, payoutPage } from '../../../projections/payouts/payout-rows.ts';
import type { Scope } from '../../../projections/runs/scope.ts';
import { namesOfWorkers } from '../../../projections/workers/worker-names.ts';
import type { RuntimeCalls } from '../../../runtime/calls.ts';
import type { ReadModel } from '../../../runtime/ports/read-model.ts';
import { callerOf } from '../http/caller.ts';
import { caughtUp, requireScope, scopeCaughtUp } from '../http/caught-up.ts';
import { refuse } from '../http/refusals.ts';
import { serve } from '../http/serve.ts';
import { maySeeNames, withWorker } from '../http/worker-of.ts';
import { recordPayouts, undoPayouts } from './record-payouts.ts';

type Settings = { calls: RuntimeCalls; readModel: ReadModel };

const maxPerPage = 200;

/** Payouts: what workers are owed, as a list and as a sheet, and what was paid by hand. */
export function payoutsApi(app: FastifyInstance, { calls, readModel }: Settings): void {
  function page(query: PayoutQuery & { limit: number; cursor?: string }, withNames: boolean) {
    const { payouts, cursor } = payoutPage(readModel.db, query);
    const names = withNames
      ? namesOfWorkers(
          readModel.db,
          payouts.map(({ worker }) => worker),
        )
      : new Map<string, string>();
    return { payouts: payouts.map((one) => ({ ...one, worker_name: names.get(one.worker) ?? null })), cursor };
  }

  /** The query with the position up to which it lists, which the rows show. */
  async function placed<Query extends Scope & { after: number; upto?: number; worker?: string }>(
    { after, ...query }: Query,
    request: FastifyRequest,
  ) {
    await scopeCaughtUp(readModel, { after, ...query });
    return { ...withWorker({ readModel, request }, query), upto: query.upto ?? readModel.sequence() };
  }

  serve(app, api.listPayouts, async ({ query, request }) => {
    const asked = await placed(query, request);
    return { ...page(asked, maySeeNames(callerOf(request))), sequence: asked.upto };
  });

  /** The sheet page by page, so that others are served in between. */
  async function* sheet(query: PayoutQuery, withNames: boolean): AsyncGenerator<string> {
    yield toRecord(api.payoutColumns);
    let cursor: string | undefined;
    do {
      const { payouts, cursor: next } = page({ ...query, limit: maxPerPage, cursor }, withNames);
      for (const row of payouts) yield toRecord(api.payoutColumns.map((column) => row[column]));
      cursor = next;
      await turn();
    } while (cursor !== undefined);
  }

  serve(app, api.exportPayouts, async ({ query, request, reply }) => {
    const asked = await placed(query, request);
    return reply
      .type('text/csv; charset=utf-8')
      .headers({
        'cache-control': 'no-store',
        'content-disposition': 'attachment; filename="payouts.csv"',
        'x-sequence': String(asked.upto),
      })
      .send(Readable.from(sheet(asked, maySeeNames(callerOf(request)))));
  });

  /** The runs, the task and the worker that a command names, once the rows show its position. */
  async function namedIn(body: Named, request: FastifyRequest) {
    const { upto, task } = body;
    const runs = body.run === undefined ? undefined : [body.run].flat();
    const head = await calls.workspace.lastSequence();
    if (upto > head) throw refuse('payout/bad-position', { upto, head });
    await caughtUp(readModel, upto);
    for (const run of runs ?? [undefined]) requireScope(readModel, { run, task });
    const { worker } = withWorker({ readModel, request }, body);
    return { runs, task, worker, upto };
  }
  const settings = { calls, db: readModel.db };
  /** The outcome once the next list shows it. */
  async function shown({ notOwed, ...outcome }: Awaited<ReturnType<typeof undoPayouts>>) {
    await caughtUp(readModel, outcome.sequence);
    return { ...outcome, not_owed: notOwed };
  }

  serve(app, api.recordPayouts, async ({ body, by, request }) => {
    const { not_owed: _, ...outcome } = await shown(
      await recordPayouts(settings, await namedIn(body, request), { note: body.note, by }),
    );
    return outcome;
  });
  serve(app, api.undoPayouts, async ({ body, by, request }) => {
    const { from, note } = body;
    return shown(await undoPayouts(settings, { ...(await namedIn(body, request)), from }, { note, by }));
  });
}

type Named = { run?: string | string[]; task?: string; worker?: string; upto: number };
