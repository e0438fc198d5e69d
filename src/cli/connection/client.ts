import { type IncomingMessage, Agent as PlainAgent, request as plainRequest } from 'node:http';
import { Agent as SecureAgent, request as secureRequest } from 'node:https';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { linesOf } from '../../api/text-lines.ts';
import { refuse } from '../terminal/refusals.ts';

/** A house as its command line sees it: its API, over HTTP. */
export type Client = {
  url: string;
  get<Answer>(path: string): Promise<Answer>;
  post<Answer>(path: string, body?: unknown): Promise<Answer>;
  /** Asks in any other way. */
  ask<Answer>(method: Method, path: string, body?: unknown): Promise<Answer>;
  /** The body of a streamed answer, as it comes; it fails when the stream breaks off before its end. */
  stream(method: Method, path: string, body?: unknown): Promise<AsyncIterable<Buffer>>;
  /** The same, one line after the other. */
  lines(method: Method, path: string, body?: unknown): AsyncIterable<string>;
  /** Sends a file of `size` bytes as it is read, and gives the lines of the answer. */
  upload(path: string, file: Upload): AsyncIterable<string>;
  /** Ends what is under way. */
  close(): void;
};

/** A file on its way to the house. */
export type Upload = { bytes: AsyncIterable<Uint8Array>; size: number; type: string };

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
type Body = Upload | undefined;
type Says = { code: string; message: string };

/** The house said no; the sentence and the code are its own. */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly code: string;

  constructor({ code, message }: Says) {
    super(message);
    this.code = code;
  }
}

/** Opens the API at a house's URL; nothing is sent before something is asked. `signal` ends whatever is under way, `token` says who asks. */
export function openClient(url: string, signal?: AbortSignal, token?: string): Client {
  // Node's fetch gives up on a stream that is silent for five minutes, and following a run can be that quiet.
  const isSecure = url.startsWith('https:');
  const agent = isSecure ? new SecureAgent({ keepAlive: true }) : new PlainAgent({ keepAlive: true });
  const request = isSecure ? secureRequest : plainRequest;
  const gone = (cause: unknown) => Object.assign(refuse('daemon/gone', { url }), { cause });

  function send(method: Method, path: string, body: Body): Promise<IncomingMessage> {
    const headers = {
      ...(token ? { authorization: `Bearer ${token}` } : {}),
      ...(body ? { 'content-type': body.type, 'content-length': body.size } : {}),
    };
    return new Promise<IncomingMessage>((resolve, reject) => {
      const asked = request(new URL(path, url), { method, headers, agent, signal });
      asked.once('response', resolve).once('error', reject);
      // A house that says no before it has all of a file may be heard nonetheless.
      if (body) pipeline(body.bytes, asked).catch((error) => asked.destroyed && reject(error));
      else asked.end();
    });
  }

  async function* bodyOf(response: IncomingMessage): AsyncGenerator<Buffer> {
    try {
      yield* response;
    } catch (error) {
      throw signal?.aborted ? signal.reason : gone(error);
    }
  }

  const open = (method: Method, path: string, body?: unknown) =>
    opened(method, path, method === 'GET' ? undefined : jsonBody(body ?? {}));

  async function opened(method: Method, path: string, body: Body): Promise<AsyncIterable<Buffer>> {
    const response = await send(method, path, body).catch((error) => {
      throw signal?.aborted ? signal.reason : gone(error);
    });
    const status = response.statusCode ?? 0;
    if (status >= 200 && status < 300) return bodyOf(response);
    const said = await json<Partial<Says>>(bodyOf(response)).catch(() => undefined);
    if (typeof said?.code !== 'string' || typeof said.message !== 'string')
      throw refuse('daemon/odd-answer', { url, status });
    throw new Refused({ code: said.code, message: said.message });
  }

  async function ask<Answer>(method: Method, path: string, body?: unknown): Promise<Answer> {
    const answer = await open(method, path, body);
    try {
      return await json<Answer>(answer);
    } catch (error) {
      throw error instanceof SyntaxError ? refuse('daemon/odd-answer', { url, status: 200 }) : error;
    }
  }

  return {
    url,
    get: (path) => ask('GET', path),
    post: (path, body) => ask('POST', path, body),
    ask,
    stream: open,
    async *lines(method, path, body) {
      yield* linesOf(await open(method, path, body));
    },
    async *upload(path, file) {
      yield* linesOf(await opened('POST', path, file));
    },
    close: () => agent.destroy(),
  };
}

function jsonBody(value: unknown): Upload {
  const bytes = Buffer.from(JSON.stringify(value));
  return { bytes: Readable.from([bytes]), size: bytes.length, type: 'application/json' };
}

/** A path of the API: its parts and its query made safe, what is undefined left out. */
export function pathTo(parts: readonly string[], query: Record<string, string | number | undefined> = {}): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined) search.set(name, String(value));
  return `/${parts.map(encodeURIComponent).join('/')}${search.size > 0 ? `?${search}` : ''}`;
}

async function json<Answer>(chunks: AsyncIterable<Buffer>): Promise<Answer> {
  const body: Buffer[] = [];
  for await (const chunk of chunks) body.push(chunk);
  return JSON.parse(Buffer.concat(body).toString()) as Answer;
}
