import { type QueryClient, useQueries, useQuery } from '@tanstack/react-query';
import { namesById, shortIdLetters, workerNames } from '../../../src/api/worker-names.ts';
import { fetchReply } from './api.ts';
import { useMe } from './current-user.ts';

type Waiting = { resolve: (name: string | null) => void; reject: (error: unknown) => void };

/** The ids that were asked for since the last request, so that the rows of a screen are one request. */
let asked = new Map<string, Waiting[]>();

function nameOf(worker: string): Promise<string | null> {
  if (asked.size === 0) setTimeout(sendAsked);
  return new Promise((resolve, reject) => {
    asked.set(worker, [...(asked.get(worker) ?? []), { resolve, reject }]);
  });
}

async function sendAsked(): Promise<void> {
  const now = asked;
  asked = new Map();
  const every = [...now.values()].flat();
  try {
    const names = await namesOf([...now.keys()]);
    for (const [worker, those] of now) for (const { resolve } of those) resolve(names.get(worker) ?? null);
  } catch (error) {
    for (const { reject } of every) reject(error);
  }
}

/** The names of these workers, as far as this user may see them and they have one. */
export const namesOf = (workers: readonly string[]): Promise<Map<string, string>> =>
  namesById(workers, (some) => fetchReply(workerNames, { query: { workers: some } }));

const keyOf = (worker: string) => ['workerName', worker] as const;
const queryOf = (worker: string, enabled: boolean) => ({
  queryKey: keyOf(worker),
  queryFn: () => nameOf(worker),
  staleTime: Number.POSITIVE_INFINITY,
  placeholderData: undefined,
  enabled,
});

/** Whether this user sees the names of workers. */
export const useSeesNames = (): boolean => useMe()?.role === 'owner';

/** Some letters of an id, for who has no name or may not see it; an id that was made by hand stays whole. */
export const shortId = (worker: string): string =>
  /^w[a-z0-9]{12,}$/.test(worker) ? worker.slice(0, shortIdLetters) : worker;

/** The name of a worker, or a short id. */
export function useWorkerText(worker: string): string {
  const seesNames = useSeesNames();
  return useQuery(queryOf(worker, seesNames)).data ?? shortId(worker);
}

/** The same for many workers at once. */
export function useWorkerTexts(workers: readonly string[]): (worker: string) => string {
  const seesNames = useSeesNames();
  const distinct = [...new Set(workers)];
  return useQueries({
    queries: distinct.map((worker) => queryOf(worker, seesNames)),
    combine: (found) => {
      const names = new Map(distinct.map((worker, at) => [worker, found[at]?.data]));
      return (worker: string) => names.get(worker) ?? shortId(worker);
    },
  });
}

/** The name of a worker if a screen has shown it, or a short id. */
export const shownWorkerText = (client: QueryClient, worker: string): string =>
  client.getQueryData<string | null>(keyOf(worker)) ?? shortId(worker);
