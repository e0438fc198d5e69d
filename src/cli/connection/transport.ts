import { type IncomingMessage, Agent as PlainAgent, request as plainRequest } from 'node:http';
import { Agent as SecureAgent, request as secureRequest } from 'node:https';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';

/** A `fetch` over connections of its own; `close` ends what is under way. */
type Transport = { fetch: typeof fetch; close(): void };

/**
 * Opens connections to the server at `url`. Node's own fetch gives up on a stream that is silent for five minutes, and following
 * a run can be that quiet; this one has no time limit.
 */
export function openTransport(url: string): Transport {
  const isSecure = url.startsWith('https:');
  const agent = isSecure ? new SecureAgent({ keepAlive: true }) : new PlainAgent({ keepAlive: true });
  const request = isSecure ? secureRequest : plainRequest;

  const send = (address: string, { method, headers, signal, body }: RequestInit) =>
    new Promise<IncomingMessage>((resolve, reject) => {
      const text = typeof body === 'string' ? body : undefined;
      const all = { ...(headers as Record<string, string>) };
      // Node sets no length itself for a DELETE.
      if (text !== undefined) all['content-length'] = String(Buffer.byteLength(text));
      const sending = request(new URL(address), { method, headers: all, agent, signal: signal ?? undefined });
      sending.once('response', resolve).once('error', reject);
      if (text !== undefined || !body) sending.end(text);
      else {
        // A server that refuses before it has all of a file still gets its reply through.
        const file = Readable.fromWeb(body as ReadableStream);
        pipeline(file, sending).catch((error) => sending.destroyed && reject(error));
      }
    });

  return {
    fetch: async (address, options = {}) => responseOf(await send(String(address), options)),
    close: () => agent.destroy(),
  };
}

function responseOf(message: IncomingMessage): Response {
  const { statusCode: status = 0, headers } = message;
  const type = headers['content-type'];
  const hasBody = status !== 204 && status !== 304;
  if (!hasBody) message.resume();
  return new Response(hasBody ? Readable.toWeb(message) : null, {
    status,
    headers: type ? { 'content-type': type } : {},
  });
}
