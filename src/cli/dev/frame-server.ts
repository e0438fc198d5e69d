import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { framePage } from './frame-page.ts';

/** The server of the page around the worker page. */
export type FrameServer = {
  /** Its origin, without a slash at the end. */
  origin: string;
  /** Sends an event to every open page; pages that open later get the last one of each name. */
  send(event: string, value: unknown): void;
  close(): Promise<void>;
};

const isLoopbackName = (host = '') => /^(localhost|127\.0\.0\.1)(:\d+)?$/.test(host);

/** Opens the server on a port of this machine; 0 takes a free one. */
export async function openFrameServer(port: number): Promise<FrameServer> {
  const pages = new Set<ServerResponse>();
  const last = new Map<string, string>();
  const server = createServer((request, response) => {
    // A name of somebody else that leads here would make their pages readers of this one.
    if (!isLoopbackName(request.headers.host))
      return void response.writeHead(421).end('Open this page as localhost, on the computer it runs on.\n');
    response.setHeader('content-security-policy', "frame-ancestors 'none'");
    if (request.url === '/events') {
      response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
      response.on('close', () => pages.delete(response));
      pages.add(response);
      for (const text of last.values()) response.write(text);
      return;
    }
    if (request.url !== '/') return void response.writeHead(404).end('There is nothing here.\n');
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' });
    response.end(framePage);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return {
    origin: `http://localhost:${(server.address() as AddressInfo).port}`,
    send(event, value) {
      const text = `event: ${event}\ndata: ${JSON.stringify(value)}\n\n`;
      last.set(event, text);
      for (const page of pages) page.write(text);
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
