import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A delivery as it came in. */
export type Received = { id: string; headers: IncomingMessage['headers']; body: string; type: string };

/** What a receiver does with a request. */
export type Reply = (response: ServerResponse, request: IncomingMessage) => void;

/** Replies with a status. */
export const replyWith =
  (status: number, headers: Record<string, string> = {}): Reply =>
  (response) => {
    response.writeHead(status, headers).end();
  };

/** Never replies. */
export const hang: Reply = () => undefined;
/** Closes the connection without a reply. */
export const hangUp: Reply = (_, request) => {
  request.socket.destroy();
};

/** A receiver of webhooks on a free port of this machine; it takes everything unless it is to reply otherwise first. */
export async function openReceiver(port = 0) {
  const received: Received[] = [];
  const turns: Reply[] = [];
  const waiting = new Set<() => void>();
  const server = createServer(async (request, response) => {
    const body = (await request.toArray()).join('');
    received.push({
      ...{ id: String(request.headers['webhook-id']), headers: request.headers, body },
      type: body === '' ? '' : JSON.parse(body).type,
    });
    (turns.shift() ?? replyWith(204))(response, request);
    for (const wake of waiting) wake();
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks`,
    received,
    /** How the next requests are replied to. */
    next: (...replies: Reply[]) => turns.push(...replies),
    /** Resolves once there are this many requests. */
    async has(count: number): Promise<Received[]> {
      while (received.length < count)
        await new Promise<void>((resolve) => {
          const wake = () => {
            waiting.delete(wake);
            resolve();
          };
          waiting.add(wake);
        });
      return received;
    },
    async close(): Promise<void> {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
