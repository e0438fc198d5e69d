import type { z } from 'zod';
import type { Endpoint } from './endpoint.ts';

/** What the house said when it did not do something: a code for programs, a sentence for people; status 0 if it was not reached. */
export class ApiError extends Error {
  readonly code: string;
  readonly status: number;
  constructor({ code, message, status, cause }: { code: string; message: string; status: number; cause?: unknown }) {
    super(message, { cause });
    this.name = 'ApiError';
    this.code = code;
    this.status = status;
  }
}

type Part<Name extends string, Shape extends z.ZodType> =
  undefined extends z.input<Shape>
    ? { [name in Name]?: z.input<Shape> }
    : object extends z.input<Shape>
      ? { [name in Name]?: z.input<Shape> }
      : { [name in Name]: z.input<Shape> };

/** What a call of an endpoint is given: only the parts it declares, and a signal to give up. */
export type Given<Params extends z.ZodType, Query extends z.ZodType, Body extends z.ZodType> = Part<'params', Params> &
  Part<'query', Query> &
  Part<'body', Body> & { signal?: AbortSignal };

type Args<G> = object extends G ? [given?: G] : [given: G];
type Loose = { params?: unknown; query?: unknown; body?: unknown; signal?: AbortSignal };

export type ClientSettings = {
  /** An API token, for programs. */
  token?: string;
  /** Under which name decisions are recorded in a house without login. */
  reviewer?: string | (() => string | undefined);
  fetch?: typeof fetch;
};

/** The path and query of a call, such as `/api/units?run=films-1`. */
export function addressOf<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, R extends z.ZodType>(
  { path }: Pick<Endpoint<P, Q, B, R>, 'path'>,
  given: Pick<Loose, 'params' | 'query'> = {},
): string {
  const params = (given.params ?? {}) as Record<string, unknown>;
  const filled = path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(String(params[name])));
  const query = Object.entries((given.query ?? {}) as Record<string, unknown>)
    .filter(([, value]) => value !== undefined && value !== null && value !== '')
    .map(([name, value]): [string, string] => [name, String(value)]);
  return query.length === 0 ? filled : `${filled}?${new URLSearchParams(query)}`;
}

/** Speaks with a house at `baseUrl` ('' for the page's own) in the shapes that its endpoints declare. */
export function client(baseUrl: string, settings: ClientSettings = {}) {
  const ask = settings.fetch ?? ((...request: Parameters<typeof fetch>) => fetch(...request));

  async function reach(endpoint: Endpoint, given: Loose): Promise<Response> {
    const { token, reviewer } = settings;
    const name = typeof reviewer === 'function' ? reviewer() : reviewer;
    const body = given.body === undefined ? undefined : JSON.stringify(given.body);
    const headers: Record<string, string> = {};
    if (token) headers.authorization = `Bearer ${token}`;
    if (name) headers['x-reviewer'] = name;
    // What forms of other pages cannot send; the house asks for it beside a cookie.
    if (endpoint.method !== 'GET') headers['x-manyhands'] = '1';
    if (body !== undefined) headers['content-type'] = 'application/json';
    const response = await ask(baseUrl.replace(/\/$/, '') + addressOf(endpoint, given), {
      method: endpoint.method,
      headers,
      signal: given.signal,
      body,
      // What somebody decides just before they leave the page still arrives; browsers allow that up to 64 KiB.
      keepalive: endpoint.method !== 'GET' && !endpoint.streams && (body?.length ?? 0) < 10_000,
    }).catch((cause: unknown) => {
      if (given.signal?.aborted) throw cause;
      throw unreachable(cause);
    });
    if (!response.ok) throw await errorOf(response);
    return response;
  }

  /** Calls an endpoint and gives its reply. */
  async function call<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, R extends z.ZodType>(
    endpoint: Endpoint<P, Q, B, R>,
    ...[given]: Args<Given<P, Q, B>>
  ): Promise<z.output<R>> {
    const response = await reach(endpoint, given ?? {});
    return (response.status === 204 ? undefined : await response.json()) as z.output<R>;
  }

  /** Calls an endpoint that answers line by line; a line that tells of an error is thrown. */
  async function* stream<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, R extends z.ZodType>(
    endpoint: Endpoint<P, Q, B, R>,
    ...[given]: Args<Given<P, Q, B>>
  ): AsyncGenerator<z.output<R>> {
    const response = await reach(endpoint, given ?? {});
    for await (const line of linesOf(response)) {
      const value = JSON.parse(line) as { error?: { code: string; message: string } };
      if (isError(value.error)) throw new ApiError({ ...value.error, status: response.status });
      yield value as z.output<R>;
    }
  }

  /** Calls an endpoint that answers with a file, and gives the response to be read as it comes. */
  const file = <P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, R extends z.ZodType>(
    endpoint: Endpoint<P, Q, B, R>,
    ...[given]: Args<Given<P, Q, B>>
  ): Promise<Response> => reach(endpoint, given ?? {});

  return { call, stream, file };
}

const isError = (error: unknown): error is { code: string; message: string } =>
  typeof error === 'object' && error !== null && 'code' in error && 'message' in error;

const unreachable = (cause: unknown) =>
  new ApiError({
    code: 'house/unreachable',
    message: 'The house cannot be reached. Check that Manyhands is running, then try again.',
    status: 0,
    cause,
  });

async function errorOf(response: Response): Promise<ApiError> {
  const { status } = response;
  const told: unknown = await response.json().catch(() => undefined);
  if (isError(told)) return new ApiError({ code: told.code, message: told.message, status });
  return new ApiError({
    code: 'house/bug',
    message: `The house answered with status ${status} and no reason.`,
    status,
  });
}

async function* linesOf(response: Response): AsyncGenerator<string> {
  // Not every browser can iterate over a body.
  const reader = response.body!.getReader();
  const decoder = new TextDecoder();
  let rest = '';
  try {
    for (;;) {
      const { done, value } = await reader.read().catch((cause: unknown) => {
        throw unreachable(cause);
      });
      const whole = (rest + (done ? decoder.decode() : decoder.decode(value, { stream: true }))).split('\n');
      rest = whole.pop() ?? '';
      for (const line of whole) if (line) yield line;
      if (done) break;
    }
    if (rest) yield rest;
  } finally {
    // Whoever stops listening ends the transfer.
    await reader.cancel().catch(() => undefined);
  }
}
