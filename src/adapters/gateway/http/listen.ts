import { createServer, type Server, type Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';
import type { AppRoute } from './app-routes.ts';
import { refuse } from './refusals.ts';

/** A listening server: its port, and the app's routes with the role that each needs. */
export type Gateway = { port: number; routes: readonly AppRoute[]; close(): Promise<void> };

/** How long replies in progress may take when the server closes. */
const closeTimeoutMs = 3000;

type Listening = {
  port: number;
  host: string;
  routes: readonly AppRoute[];
  /** Called when new requests are refused from now on. */
  onClosing?: () => void;
};

/** Throws `port/in-use` or `settings/bad-host`, before the start does anything that cannot be undone. */
export async function requireFreePort(port: number, host: string): Promise<void> {
  const probe = createServer();
  await new Promise<void>((resolve, reject) => probe.once('error', reject).listen({ port, host }, resolve)).catch(
    (error) => {
      throw addressFault(error, { port, host });
    },
  );
  await new Promise((resolve) => probe.close(resolve));
}

function addressFault(error: unknown, { port, host }: { port: number; host: string }): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE') return refuse('port/in-use', { port });
  return code === 'EADDRNOTAVAIL' ? refuse('settings/bad-host', { value: host }) : error;
}

/** Lets a server listen at an address; refuses with `port/in-use` or `settings/bad-host`. */
export async function listenAt(app: FastifyInstance, { port, host, routes, onClosing }: Listening): Promise<Gateway> {
  const endSilent = silentConnections(app.server);
  try {
    await app.listen({ port, host });
  } catch (error) {
    await app.close();
    throw addressFault(error, { port, host });
  }
  return {
    port: portOf(app),
    routes,
    async close() {
      onClosing?.();
      // Browsers open spare connections, and Node would wait for their requests.
      endSilent();
      // Replies in progress may end; connections that are still open after that are closed.
      const closeTimer = setTimeout(() => app.server.closeAllConnections(), closeTimeoutMs);
      await app.close();
      clearTimeout(closeTimer);
    },
  };
}

/** Returns a function that closes all connections of a server that have sent nothing so far. */
function silentConnections(server: Server): () => void {
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  return () => {
    for (const socket of sockets) if (socket.bytesRead === 0) socket.destroy();
  };
}

/** The port a server listens on, 0 before it does. */
export const portOf = (app: FastifyInstance): number => {
  const address = app.server.address();
  return typeof address === 'object' && address ? address.port : 0;
};
