import { namesById, workerNames } from '../../api/worker-names.ts';
import type { Client } from './client.ts';

type Ids = Iterable<string | null | undefined>;

/** The help of arguments and options for a worker. */
export const workerArgument = 'the name or the id of the worker';

/** The names of these workers, by id, as far as the server tells them to this user. */
export const namesOf = (client: Client, ids: Ids): Promise<Map<string, string>> =>
  namesById(
    [...ids].filter((id) => typeof id === 'string'),
    (workers) => client.call(workerNames, { query: { workers } }),
  );

/** Says each of these workers by name, or else by id. */
export async function wordsFor(client: Client, ids: Ids): Promise<(worker: string) => string> {
  const names = await namesOf(client, ids);
  return (worker) => names.get(worker) ?? worker;
}

/** A row that has the name of its worker, where there is one to see. */
export type Named<Row> = Row & { worker_name?: string };

/** Rows with the name of their worker beside the id. */
export async function withNames<Row extends { worker: string | null }>(
  client: Client,
  rows: readonly Row[],
): Promise<Named<Row>[]> {
  const names = await namesOf(
    client,
    rows.map(({ worker }) => worker),
  );
  return rows.map((row) => ({ ...row, ...nameIn(names, row.worker) }));
}

/** The key with the name of a worker, if there is one. */
export function nameIn(
  names: ReadonlyMap<string, string>,
  worker: string | null | undefined,
): { worker_name?: string } {
  const name = names.get(worker ?? '');
  return name === undefined ? {} : { worker_name: name };
}
