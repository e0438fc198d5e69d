import type { z } from 'zod';
import type { Endpoint } from './endpoint.ts';
import { linesOf } from './text-lines.ts';

/** The reason of a failed call: a code, a sentence for users, and the HTTP status; 0 if the server was not reached. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly code: string;
  readonly status: number;
  constructor({ code, message, status, cause }: { code: string; message: string; status: number; cause?: unknown }) {
    super(message, { cause });
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

/** A file for an endpoint that declares `takes`; `size` is in bytes. Browsers cannot send streams, but blobs. */
export type FileUpload = { bytes: ReadableStream<Uint8Array> | Blob; size: number };

/** The parts that an endpoint declares, a file if it takes one, and a signal that aborts the call. */
export type CallOptions<Params extends z.ZodType, Query extends z.ZodType, Body extends z.ZodType> = Part<
  'params',
  Params
> &
  Part<'query', Query> &
  Part<'body', Body> & { file?: FileUpload; signal?: AbortSignal };

type Args<Options> = object extends Options ? [options?: Options] : [options: Options];
type AnyOptions = { params?: unknown; query?: unknown; body?: unknown; file?: FileUpload; signal?: AbortSignal };

export type ClientSettings = {
  /** An API token, for programs. */
  token?: string;
  /** The name under which decisions are recorded if no login is needed. */
  reviewer?: string | (() => string | undefined);
  /** Aborts every call. */
  signal?: AbortSignal;
  fetch?: typeof fetch;
  /** The errors for a server that cannot be reached and for a reply that is not the API's; `ApiError`s by default. */
  faults?: Faults;
};

type Faults = { unreachable(cause: unknown): Error; oddReply(status: number): Error };
type Server = ClientSettings & { baseUrl: string; faults: Faults };

/** The path and query of a call, such as `/api/units?run=films-1`; a list repeats its key. */
export function addressOf<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, R extends z.ZodType>(
  { path }: Pick<Endpoint<P, Q, B, R>, 'path'>,
  options: Pick<AnyOptions, 'params' | 'query'> = {},
): string {
  const params = (options.params ?? {}) as Record<string, unknown>;
  const filled = path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(String(params[name])));
  const query = Object.entries((options.query ?? {}) as Record<string, unknown>)
    .filter(([, value]) => value !== undefined && value !== null && value !== '')
    .flatMap(([name, value]) => [value].flat().map((one): [string, string] => [name, String(one)]));
  return query.length === 0 ? filled : `${filled}?${new URLSearchParams(query)}`;
}

/** A typed client of the server at `baseUrl` ('' for the page's own origin). */
export function client(baseUrl: string, settings: ClientSettings = {}) {
  const faults = settings.faults ?? apiErrors;
  const server: Server = { ...settings, faults, baseUrl: baseUrl.replace(/\/$/, '') };

  /** Calls an endpoint and resolves to its reply. */
  const call = async <P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, R extends z.ZodType>(
    endpoint: Endpoint<P, Q, B, R>,
    ...[options = {} as CallOptions<P, Q, B>]: Args<CallOptions<P, Q, B>>
  ): Promise<z.output<R>> => {
    const response = await send(server, endpoint, options);
    return (response.status === 204 ? undefined : await jsonOf(server, response, options)) as z.output<R>;
  };

  /** Calls an endpoint that streams lines, and yields each as text; throws a line with an error. */
  async function* lines<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, R extends z.ZodType>(
    endpoint: Endpoint<P, Q, B, R>,
    ...[options = {} as CallOptions<P, Q, B>]: Args<CallOptions<P, Q, B>>
  ): AsyncGenerator<string> {
    const response = await send(server, endpoint, options);
    for await (const line of linesOf(chunksOf(server, response, options))) {
      if (line.startsWith('{"error":')) assertNoError(JSON.parse(line), response);
      yield line;
    }
  }

  /** The same, with each line as a value of the declared shape. */
  async function* stream<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, R extends z.ZodType>(
    endpoint: Endpoint<P, Q, B, R>,
    ...args: Args<CallOptions<P, Q, B>>
  ): AsyncGenerator<z.output<R>> {
    for await (const line of lines(endpoint, ...args)) yield JSON.parse(line) as z.output<R>;
  }

  /** Calls an endpoint that replies with a file, and resolves to the response, to be streamed. */
  const file = <P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, R extends z.ZodType>(
    endpoint: Endpoint<P, Q, B, R>,
    ...[options = {} as CallOptions<P, Q, B>]: Args<CallOptions<P, Q, B>>
  ): Promise<Response> => send(server, endpoint, options);

  /** Calls an endpoint that replies with a file, and yields its bytes; throws if the connection breaks. */
  async function* bytes<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, R extends z.ZodType>(
    endpoint: Endpoint<P, Q, B, R>,
    ...[options = {} as CallOptions<P, Q, B>]: Args<CallOptions<P, Q, B>>
  ): AsyncGenerator<Uint8Array> {
    yield* chunksOf(server, await send(server, endpoint, options), options);
  }

  return { call, lines, stream, file, bytes };
}

async function send(server: Server, endpoint: Endpoint, options: AnyOptions): Promise<Response> {
  const request = requestOf(server, endpoint, options);
  const response = await (server.fetch ?? fetch)(server.baseUrl + addressOf(endpoint, options), request).catch(
    (cause: unknown) => {
      throw faultOf(server, options, cause);
    },
  );
  if (response.ok) return response;
  const { status } = response;
  const refusal: unknown = await response.json().catch(() => undefined);
  if (options.signal?.aborted || server.signal?.aborted) throw faultOf(server, options, undefined);
  throw isError(refusal) ? new ApiError({ ...refusal, status }) : server.faults.oddReply(status);
}

function requestOf(server: Server, { method, takes, streams }: Endpoint, options: AnyOptions): RequestInit {
  const { token, reviewer } = server;
  const name = typeof reviewer === 'function' ? reviewer() : reviewer;
  const json = options.body === undefined ? undefined : JSON.stringify(options.body);
  const { file } = options;
  const headers: Record<string, string> = {};
  if (token) headers.authorization = `Bearer ${token}`;
  if (name) headers['x-reviewer'] = name;
  // A header that forms of other sites cannot send; the server requires it for cookie sessions.
  if (method !== 'GET') headers['x-manyhands'] = '1';
  if (json !== undefined) headers['content-type'] = 'application/json';
  if (file) Object.assign(headers, { 'content-type': takes, 'content-length': String(file.size) });
  return {
    method,
    headers,
    signal: signalOf(server, options),
    body: file ? file.bytes : json,
    // So that a request sent just before leaving the page still arrives; browsers allow up to 64 KiB.
    keepalive: method !== 'GET' && !streams && !file && (json?.length ?? 0) < 10_000,
    ...(file && !(file.bytes instanceof Blob) ? { duplex: 'half' } : {}),
  };
}

function signalOf({ signal: whole }: Server, { signal: one }: AnyOptions): AbortSignal | undefined {
  return whole && one ? AbortSignal.any([whole, one]) : (one ?? whole);
}

/** The error of a failed call: the reason of its aborted signal, else that the server is unreachable. */
function faultOf(server: Server, options: AnyOptions, cause: unknown): unknown {
  const signal = signalOf(server, options);
  return signal?.aborted ? signal.reason : server.faults.unreachable(cause);
}

async function jsonOf(server: Server, response: Response, options: AnyOptions): Promise<unknown> {
  try {
    return await response.json();
  } catch (error) {
    throw error instanceof SyntaxError ? server.faults.oddReply(response.status) : faultOf(server, options, error);
  }
}

/** Streams the body of a response; stopping early cancels the transfer. */
async function* chunksOf(server: Server, response: Response, options: AnyOptions): AsyncGenerator<Uint8Array> {
  // Not every browser supports async iteration of a body.
  const reader = response.body!.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read().catch((cause: unknown) => {
        throw faultOf(server, options, cause);
      });
      if (done) return;
      yield value;
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

const isError = (error: unknown): error is { code: string; message: string } =>
  typeof error === 'object' && error !== null && 'code' in error && 'message' in error;

function assertNoError({ error }: { error?: unknown }, { status }: Response): void {
  if (isError(error)) throw new ApiError({ code: error.code, message: error.message, status });
}

const apiErrors: Faults = {
  unreachable: (cause) =>
    new ApiError({
      code: 'server/unreachable',
      message: 'Manyhands cannot be reached. Check that it is running, then try again.',
      status: 0,
      cause,
    }),
  oddReply: (status) =>
    new ApiError({
      code: 'server/odd-reply',
      message: `The server replied with status ${status} and no reason.`,
      status,
    }),
};
