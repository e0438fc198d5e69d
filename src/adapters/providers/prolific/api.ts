import pRetry from 'p-retry';
import { z } from 'zod';
import { refuse } from '../refusals.ts';

/** Where the API of Prolific is. */
export const prolificUrl = 'https://api.prolific.com/api/v1/';

const timeoutMs = 30_000;
/** How often what changes nothing is asked again, and how long between the first two attempts; twice as long each time. */
const retries = 4;
const firstPauseMs = 500;
/** The largest page of a list that Prolific gives. */
const pageSize = 100;

/** Sends a request; that of Node, except in simulations. */
export type Fetch = (url: URL, options: RequestInit) => Promise<Response>;

/** How an account's requests go out. */
export type ApiSettings = { token: string; url?: URL; fetch?: Fetch; pauseMs?: number };

/** The outcome of a request is not known: it may have been carried out. */
export class UnknownOutcome extends Error {
  override readonly name = 'UnknownOutcome';
}

type Query = Record<string, string | number | undefined>;
type Send = { method: string; query?: Query; body?: unknown };

/** The API of Prolific for one account; see https://docs.prolific.com/api-reference. */
export type ProlificApi = {
  /** Reads something; asked again when it fails on the way. */
  get<T>(path: string, shape: z.ZodType<T>, query?: Query): Promise<T>;
  /** Reads a whole list, page after page. */
  list<T>(path: string, shape: z.ZodType<T>, query?: Query): AsyncGenerator<T[]>;
  /** Changes something, once: throws `UnknownOutcome` when nobody can say whether it was carried out. */
  send<T>(
    method: 'POST' | 'PATCH' | 'DELETE',
    path: string,
    body: unknown,
    shape: z.ZodType<T>,
    onHeaders?: (headers: Headers) => void,
  ): Promise<T>;
};

/** Opens the API. */
export function openProlificApi({
  token,
  url = new URL(prolificUrl),
  fetch = nodeFetch,
  pauseMs = firstPauseMs,
}: ApiSettings): ProlificApi {
  async function once(path: string, { method, query = {}, body }: Send): Promise<Response> {
    const address = new URL(path, url);
    for (const [key, value] of Object.entries(query))
      if (value !== undefined) address.searchParams.set(key, String(value));
    return fetch(address, {
      method,
      headers: {
        authorization: `Token ${token}`,
        accept: 'application/json',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      // The key would go to wherever the redirect leads.
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
    });
  }

  async function get<T>(path: string, shape: z.ZodType<T>, query?: Query): Promise<T> {
    const attempt = async () => {
      const reply = await once(path, { method: 'GET', query }).catch((error) => {
        throw new Lost(reasonOf(error));
      });
      if (isFleeting(reply.status)) throw new Lost(`it replies with the status ${reply.status}`, reply.status);
      const text = await reply.text().catch((error: unknown) => {
        throw new Lost(reasonOf(error));
      });
      return readAs(reply, text, shape);
    };
    return pRetry(attempt, {
      retries,
      minTimeout: pauseMs,
      randomize: true,
      shouldRetry: ({ error }) => error instanceof Lost,
    }).catch((error: unknown) => {
      throw error instanceof Lost ? unavailable(error) : error;
    });
  }

  return {
    get,
    async *list(path, shape, query) {
      const page = z.object({ results: z.array(shape), _links: z.object({ next: Link.nullish() }).nullish() });
      // A page beyond the last is "not found", so the link decides.
      for (let number = 1; ; number++) {
        const { results, _links } = await get(path, page, { ...query, page: number, page_size: pageSize });
        yield results;
        if (!_links?.next?.href) return;
      }
    },
    async send(method, path, body, shape, onHeaders) {
      const reply = await once(path, { method, body }).catch((error) => {
        if (wasNeverSent(error)) throw unavailable(new Lost(reasonOf(error)));
        throw new UnknownOutcome(reasonOf(error));
      });
      if (reply.status === 429) throw unavailable(new Lost('it is busy', 429));
      if (reply.status >= 500) throw new UnknownOutcome(`it replies with the status ${reply.status}`);
      onHeaders?.(reply.headers);
      const text = await reply.text().catch((error: unknown) => {
        throw new UnknownOutcome(reasonOf(error));
      });
      return readAs(reply, text, shape);
    },
  };
}

const nodeFetch: Fetch = (url, options) => globalThis.fetch(url, options);

const Link = z.object({ href: z.string().nullish() });

/** A reply that did not come, or that says nothing about the request. */
class Lost extends Error {
  readonly status?: number;
  constructor(message: string, status?: number) {
    super(message);
    this.status = status;
  }
}

const unavailable = ({ message, status }: Lost) =>
  status === 429
    ? refuse('provider/busy', { provider: 'Prolific', seconds: busySeconds })
    : refuse('provider/unavailable', { provider: 'Prolific', reason: message });
const busySeconds = 60;

const isFleeting = (status: number) => status === 429 || status >= 500;

/** Nobody listened, so the request did not reach anybody. */
const unsentCodes = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT']);
const codeOf = (error: unknown) => ((error as Error).cause as NodeJS.ErrnoException | undefined)?.code ?? '';
const wasNeverSent = (error: unknown) => unsentCodes.has(codeOf(error));

const reasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nobody listens there',
  ECONNRESET: 'the connection was closed without a reply',
  UND_ERR_SOCKET: 'the connection was closed without a reply',
  ENOTFOUND: 'there is no such host',
  EAI_AGAIN: 'the name of its host cannot be looked up right now',
};

function reasonOf(error: unknown): string {
  if ((error as Error).name === 'TimeoutError') return `no reply within ${timeoutMs / 1000} seconds`;
  return reasons[codeOf(error)] ?? 'the connection failed';
}

/** The body of a reply in its shape; what Prolific refuses becomes a refusal with its own words. */
function readAs<T>(reply: Response, text: string, shape: z.ZodType<T>): T {
  const body = parse(text);
  if (!reply.ok) throw refused(reply.status, body);
  const { data, success } = shape.safeParse(body);
  if (!success) throw refuse('provider/unavailable', { provider: 'Prolific', reason: 'its reply has an unknown form' });
  return data;
}

function parse(text: string): unknown {
  try {
    return text === '' ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

const maxSaysChars = 300;

function refused(status: number, body: unknown) {
  if (status === 401) return refuse('provider/wrong-key', { provider: 'Prolific' });
  const says = sentenceOf(body) ?? `the status is ${status}.`;
  if (status === 403) return refuse('provider/no-access', { provider: 'Prolific', says });
  return refuse(status === 404 ? 'provider/not-found' : 'provider/refused', { provider: 'Prolific', says });
}

/** What an error says, in one sentence; Prolific has three forms of errors, and texts, lists or fields in them. */
function sentenceOf(body: unknown): string | undefined {
  const inner = fieldsOf(fieldsOf(body)?.error) ?? fieldsOf(body);
  const detail = inner?.detail ?? inner?.message ?? inner?.title;
  const text = textsIn(detail).join(' ').trim();
  if (text === '') return undefined;
  const short = text.length > maxSaysChars ? `${text.slice(0, maxSaysChars)}…` : text;
  return /[.!?…]$/.test(short) ? short : `${short}.`;
}

const fieldsOf = (value: unknown) =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined;

function textsIn(detail: unknown): string[] {
  if (typeof detail === 'string') return [detail];
  if (Array.isArray(detail)) return detail.flatMap(textsIn);
  return Object.entries(fieldsOf(detail) ?? {}).map(([field, texts]) => `${field}: ${textsIn(texts).join(' ')}`);
}
