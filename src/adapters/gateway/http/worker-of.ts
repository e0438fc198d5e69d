import type { FastifyRequest } from 'fastify';
import type { WorkerId } from '../../../events/ids.ts';
import { workersMeant } from '../../../projections/workers/worker-names.ts';
import type { Located, RuntimeCalls } from '../../../runtime/calls.ts';
import type { ReadModel } from '../../../runtime/ports/read-model.ts';
import { type Caller, callerOf } from './caller.ts';
import { workerIdOf } from './ids.ts';
import { refuse } from './refusals.ts';

/** How many workers a refusal names. */
const maxNamed = 5;

/** Whether this caller may see the names of workers, which are personal data. */
export const maySeeNames = ({ role }: Pick<Caller, 'role'>): boolean => role === 'owner';

type Asked = { readModel: Pick<ReadModel, 'db'>; request: FastifyRequest };

/**
 * The worker that a caller means by an id, the beginning of one or, if they may see names, a name; throws `worker/ambiguous` if several fit.
 * With `byPart` a part of a name will do. What fits nobody is taken for an id, since rows come a moment later than the worker.
 */
export function workerOf({ readModel, request }: Asked, word: string, byPart = false): WorkerId {
  const byName = maySeeNames(callerOf(request));
  const meant = workersMeant(readModel.db, word, { byName, byPart, most: maxNamed + 1 });
  if (meant.length > 1) {
    const named = meant.slice(0, maxNamed).map(({ worker, name }) => (byName && name ? `${name} (${worker})` : worker));
    throw refuse('worker/ambiguous', { word, workers: named, hasMore: meant.length > maxNamed });
  }
  return workerIdOf(meant[0]?.worker ?? word);
}

/** What an id is of; what is the id of nothing may be the name of a worker. */
export const located = async (asked: Asked, { workspace }: RuntimeCalls, id: string): Promise<Located | null> =>
  (await workspace.locate({ id })) ?? workspace.locate({ id: workerOf(asked, id) });

/** A query with the id of the worker that it names, if it names one. */
export const withWorker = <Query extends { worker?: string }>(asked: Asked, query: Query, byPart = false): Query =>
  query.worker === undefined ? query : { ...query, worker: workerOf(asked, query.worker, byPart) };

/** The same for a filter of a list, where a part of the name will do. */
export const withWorkerLike = <Query extends { worker?: string }>(asked: Asked, query: Query): Query =>
  withWorker(asked, query, true);
