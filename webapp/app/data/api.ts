import {
  keepPreviousData,
  MutationCache,
  QueryCache,
  QueryClient,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query';
import type { z } from 'zod';
import { ApiError, type CallOptions, client } from '../../../src/api/client.ts';
import type { Endpoint } from '../../../src/api/endpoint.ts';
import { knownKeys } from '../../../src/api/known-keys.ts';
import { reviewerName } from './reviewer-name.ts';
import { lineWithoutCommands, withoutCommands } from './without-commands.ts';

const server = client('', { reviewer: reviewerName });

/** The log sequence that replies must include, so that this page sees its own changes. */
let recorded = 0;
const loginListeners = new Set<() => void>();
let isLoginNeeded = false;

/** Throws an error of the server again, without what only helps in a terminal. */
function inApp(error: unknown): never {
  if (!(error instanceof ApiError)) throw error;
  const { code, status, cause, message } = error;
  throw new ApiError({ code, status, cause, message: withoutCommands(message) });
}

/** Calls `listener` when the server requires a login, also if it did before the first listener. */
export function onLoginNeeded(listener: () => void): void {
  loginListeners.add(listener);
  if (isLoginNeeded) listener();
  isLoginNeeded = false;
}

function noteFault(error: unknown): void {
  if (!(error instanceof ApiError && error.status === 401)) return;
  isLoginNeeded = loginListeners.size === 0;
  for (const listener of loginListeners) listener();
}

/** The replies the app has fetched; a query that failed without a connection is retried. */
export const queryClient = new QueryClient({
  queryCache: new QueryCache({ onError: noteFault }),
  mutationCache: new MutationCache({ onError: noteFault }),
  defaultOptions: {
    // On loopback the server can be reached even while the machine is offline.
    queries: { networkMode: 'always', staleTime: 2_000, retry: isRetried, placeholderData: keepPreviousData },
    mutations: { networkMode: 'always' },
  },
});

function isRetried(tries: number, error: Error): boolean {
  return tries < 2 && error instanceof ApiError && (error.status === 0 || error.status >= 500);
}

/** Reads from an endpoint; the reply includes what this page has recorded before. */
export async function fetchReply<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, R extends z.ZodType>(
  endpoint: Endpoint<P, Q, B, R>,
  options: CallOptions<P, Q, B>,
): Promise<z.output<R>> {
  const isBehind = recorded > 0 && knownKeys(endpoint)?.includes('after');
  const call = isBehind ? { ...options, query: { after: recorded, ...(options.query ?? {}) } } : options;
  return server.call(endpoint, call as CallOptions<P, Q, B>).catch(inApp);
}

/** Sends a command to an endpoint; later queries wait until the read model has seen it. */
export async function send<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, R extends z.ZodType>(
  endpoint: Endpoint<P, Q, B, R>,
  options: CallOptions<P, Q, B>,
): Promise<z.output<R>> {
  const reply = await server.call(endpoint, options).catch(inApp);
  noteSequence(reply);
  return reply;
}

/** Sends a command to an endpoint that replies line by line. */
export async function* sendForLines<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, R extends z.ZodType>(
  endpoint: Endpoint<P, Q, B, R>,
  options: CallOptions<P, Q, B>,
): AsyncGenerator<z.output<R>> {
  try {
    for await (const line of server.stream(endpoint, options)) {
      noteSequence(line);
      yield lineWithoutCommands(line);
    }
  } catch (error) {
    inApp(error);
  }
}

function noteSequence(reply: unknown): void {
  const { sequence } = (reply ?? {}) as { sequence?: unknown };
  if (typeof sequence === 'number') recorded = Math.max(recorded, sequence);
}

/** `live` queries are fetched again when the server has news; without `enabled` nothing is fetched. */
type QueryOptions = { live?: boolean; enabled?: boolean };

/** The key under which a reply is cached. */
export const keyOf = ({ name }: { name: string }, options: { params?: unknown; query?: unknown } = {}) =>
  [name, options.params ?? null, options.query ?? null] as const;

/** A query for TanStack: its key and how it is fetched. */
export const queryOf = <P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, R extends z.ZodType>(
  endpoint: Endpoint<P, Q, B, R>,
  options: CallOptions<P, Q, B>,
) => ({
  queryKey: keyOf(endpoint, options),
  queryFn: ({ signal }: { signal: AbortSignal }): Promise<z.output<R>> => fetchReply(endpoint, { ...options, signal }),
});

/** The reply of an endpoint, on a screen. */
export function useEndpointQuery<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, R extends z.ZodType>(
  endpoint: Endpoint<P, Q, B, R>,
  options: CallOptions<P, Q, B>,
  { live = false, enabled = true }: QueryOptions = {},
) {
  return useQuery<z.output<R>, Error>({ ...queryOf(endpoint, options), meta: { live }, enabled });
}

/** A command behind a button; afterwards everything on the screen is fetched again. */
export function useEndpointMutation<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, R extends z.ZodType>(
  endpoint: Endpoint<P, Q, B, R>,
) {
  const client = useQueryClient();
  return useMutation<z.output<R>, Error, CallOptions<P, Q, B>>({
    mutationFn: (options) => send(endpoint, options),
    onSuccess: () => client.invalidateQueries(),
  });
}
