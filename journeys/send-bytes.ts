import { type IncomingHttpHeaders, request } from 'node:http';

/** What came back, byte for byte. */
export type Received = { status: number; headers: IncomingHttpHeaders; body: Buffer };

type Sent = { host: string; method: string; path: string; body?: Buffer; type?: string };

/** Sends bytes of a type to a host of the daemon, on a connection of its own. */
export function sendBytes(port: number, { host, method, path, body, type }: Sent): Promise<Received> {
  const headers = {
    host: `${host}:${port}`,
    ...(type && { 'content-type': type }),
    ...(body && { 'content-length': body.length }),
  };
  return new Promise((resolve, reject) => {
    const asked = request({ port, host: '127.0.0.1', method, path, headers, agent: false }, async (it) => {
      const chunks = (await it.toArray()) as Buffer[];
      resolve({ status: it.statusCode ?? 0, headers: it.headers, body: Buffer.concat(chunks) });
    });
    asked.on('error', reject).end(body);
  });
}
