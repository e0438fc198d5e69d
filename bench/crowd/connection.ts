import { connect, type Socket } from 'node:net';

export type Answer = { status: number; body: unknown };
export type Connection = {
  ask(method: 'GET' | 'POST', path: string, body?: unknown): Promise<Answer>;
  close(): void;
};

type Waiting = { resolve: (answer: Answer) => void; reject: (error: Error) => void };

const headEnd = Buffer.from('\r\n\r\n');

/**
 * One kept-alive HTTP connection to loopback with one request at a time. The crowd shares its machine with the server it
 * measures, so this does little work: it reads JSON responses with a content length and nothing else.
 */
export function openConnection(port: number, host: string): Connection {
  let socket: Socket | undefined;
  let waiting: Waiting | undefined;
  let received: Buffer = Buffer.alloc(0);

  function fail(error: Error) {
    const asked = waiting;
    waiting = undefined;
    socket?.destroy();
    socket = undefined;
    received = Buffer.alloc(0);
    asked?.reject(error);
  }

  function take(chunk: Buffer) {
    received = received.length ? Buffer.concat([received, chunk]) : chunk;
    const end = received.indexOf(headEnd);
    if (end < 0) return;
    const head = received.toString('latin1', 0, end);
    const length = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0);
    if (received.length < end + 4 + length) return;
    const text = received.toString('utf8', end + 4, end + 4 + length);
    received = received.subarray(end + 4 + length);
    const asked = waiting;
    waiting = undefined;
    asked?.resolve({ status: Number(head.slice(9, 12)), body: text ? JSON.parse(text) : undefined });
  }

  function opened(): Socket {
    if (socket) return socket;
    const fresh = connect({ port, host: '127.0.0.1', noDelay: true });
    fresh.on('data', take);
    fresh.on('error', (error) => socket === fresh && fail(error));
    fresh.on('close', () => socket === fresh && fail(new Error('The connection was closed.')));
    socket = fresh;
    return fresh;
  }

  return {
    ask: (method, path, body) =>
      new Promise((resolve, reject) => {
        waiting = { resolve, reject };
        const text = body === undefined ? '' : JSON.stringify(body);
        const type = text ? `content-type: application/json\r\ncontent-length: ${Buffer.byteLength(text)}\r\n` : '';
        opened().write(`${method} ${path} HTTP/1.1\r\nhost: ${host}\r\n${type}\r\n${text}`);
      }),
    close() {
      const open = socket;
      socket = undefined;
      open?.destroy();
    },
  };
}
