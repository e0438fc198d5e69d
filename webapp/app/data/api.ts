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
import { ApiError, client, type Given } from '../../../src/api/client.ts';
import type { Endpoint } from '../../../src/api/endpoint.ts';
import { reviewerName } from './reviewer-name.ts';

const server = client('', { reviewer: reviewerName });

/** Up to where the log must have been read for this page to see what it did itself. */
let recorded = 0;
const sawLogin = new Set<() => void>();
let isLoginNeeded = false;

/** Calls back when the house wants to know who asks, also if it did before anybody listened. */
export function onLoginNeeded(listener: () => void): void {
  sawLogin.add(listener);
  if (isLoginNeeded) listener();
  isLoginNeeded = false;
}

function noteFault(error: unknown): void {
  if (!(error instanceof ApiError && error.status === 401)) return;
  isLoginNeeded = sawLogin.size === 0;
  for (const listener of sawLogin) listener();
}

/** What the app has asked so far; a question that failed for want of a connection is asked again. */
export const questions = new QueryClient({
  queryCache: new QueryCache({ onError: noteFault }),
  mutationCache: new MutationCache({ onError: noteFault }),
  defaultOptions: {
    // A question is worth asking on loopback even where the machine itself is offline.
    queries: { networkMode: 'always', staleTime: 2_000, retry: isWorthAnotherTry, placeholderData: keepPreviousData },
    mutations: { networkMode: 'always' },
  },
});

function isWorthAnotherTry(tries: number, error: Error): boolean {
  return tries < 2 && error instanceof ApiError && (error.status === 0 || error.status >= 500);
}

/** Asks an endpoint that only reads; what this page has recorded before is in the answer. */
export async function ask<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, R extends z.ZodType>(
  endpoint: Endpoint<P, Q, B, R>,
  given: Given<P, Q, B>,
): Promise<z.output<R>> {
  const wanted =
    endpoint.query && recorded > 0 ? { ...given, query: { after: recorded, ...(given.query ?? {}) } } : given;
  return server.call(endpoint, wanted as Given<P, Q, B>);
}

/** Tells an endpoint to do something; later questions wait until the read model has seen it. */
export async function tell<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, R extends z.ZodType>(
  endpoint: Endpoint<P, Q, B, R>,
  given: Given<P, Q, B>,
): Promise<z.output<R>> {
  const reply = await server.call(endpoint, given);
  noteSequence(reply);
  return reply;
}

/** Tells an endpoint that answers line by line. */
export async function* tellLines<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, R extends z.ZodType>(
  endpoint: Endpoint<P, Q, B, R>,
  given: Given<P, Q, B>,
): AsyncGenerator<z.output<R>> {
  for await (const line of server.stream(endpoint, given)) {
    noteSequence(line);
    yield line;
  }
}

function noteSequence(reply: unknown): void {
  const { sequence } = (reply ?? {}) as { sequence?: unknown };
  if (typeof sequence === 'number') recorded = Math.max(recorded, sequence);
}

/** How a question is kept on a screen: `live` ones are asked again when something happened in the house. */
export type AskOptions = { live?: boolean; enabled?: boolean };

/** The name under which an answer is remembered. */
export const keyOf = ({ name }: { name: string }, given: { params?: unknown; query?: unknown } = {}) =>
  [name, given.params ?? null, given.query ?? null] as const;

/** How an answer is asked for, and the name under which it is remembered. */
export const questionOf = <P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, R extends z.ZodType>(
  endpoint: Endpoint<P, Q, B, R>,
  given: Given<P, Q, B>,
) => ({
  queryKey: keyOf(endpoint, given),
  queryFn: ({ signal }: { signal: AbortSignal }): Promise<z.output<R>> => ask(endpoint, { ...given, signal }),
});

/** An answer of the house on a screen. */
export function useAsk<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, R extends z.ZodType>(
  endpoint: Endpoint<P, Q, B, R>,
  given: Given<P, Q, B>,
  { live = false, enabled = true }: AskOptions = {},
) {
  return useQuery<z.output<R>, Error>({ ...questionOf(endpoint, given), meta: { live }, enabled });
}

/** Something a button does; afterwards everything on the screen is asked again. */
export function useTell<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, R extends z.ZodType>(
  endpoint: Endpoint<P, Q, B, R>,
) {
  const client = useQueryClient();
  return useMutation<z.output<R>, Error, Given<P, Q, B>>({
    mutationFn: (given) => tell(endpoint, given),
    onSuccess: () => client.invalidateQueries(),
  });
}
