import { z } from 'zod';
import { endpoint } from './endpoint.ts';
import { After } from './shapes.ts';

/** How many ids one request may ask the names of. */
export const maxNamesAtOnce = 100;
/** How many letters of an id stand for the worker where there is no name. */
export const shortIdLetters = 8;

const list = (text: string) => text.split(',').filter((part) => part !== '');

/** A worker's id and the name under which they came or were invited. */
export const WorkerName = z.object({ worker: z.string(), name: z.string() });
export type WorkerName = z.infer<typeof WorkerName>;

export const workerNames = endpoint({
  name: 'workerNames',
  method: 'GET',
  path: '/api/worker-names',
  summary:
    'The names under which workers came or were invited, which are personal data: of `workers` (ids, separated by commas), or else of up to 20 whose name or id fits `search`. To others than owners it gives none.',
  role: 'reader',
  query: After.extend({
    workers: z.string().transform(list).pipe(z.array(z.string()).max(maxNamesAtOnce)).optional(),
    search: z.string().trim().max(200).optional(),
  }),
  reply: z.object({ names: z.array(WorkerName) }),
});

/** The names of these workers by id, as far as the server tells them; `ask` sends some ids, separated by commas. */
export async function namesById(
  workers: Iterable<string>,
  ask: (workers: string) => Promise<{ names: readonly WorkerName[] }>,
): Promise<Map<string, string>> {
  const distinct = [...new Set(workers)];
  const found = new Map<string, string>();
  for (let first = 0; first < distinct.length; first += maxNamesAtOnce) {
    const { names } = await ask(distinct.slice(first, first + maxNamesAtOnce).join(','));
    for (const { worker, name } of names) found.set(worker, name);
  }
  return found;
}
