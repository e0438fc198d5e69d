import { createServer } from 'node:net';
import type { FastifyInstance } from 'fastify';
import type { AppRoute } from './app-routes.ts';
import { refuse } from './refusals.ts';
import { silentConnections } from './silent-connections.ts';

/** What is listening, the app's routes with the role that each needs, and a way to close. */
export type Gateway = { port: number; routes: readonly AppRoute[]; close(): Promise<void> };

/** How long answers under way may take when the server closes, in ms. */
const farewellMs = 3000;

type Listening = {
  port: number;
  host: string;
  routes: readonly AppRoute[];
  /** Called when nobody is let in any more. */
  onClosing?: () => void;
};

/** Refuses with `port/in-use` before anything else is done that a start could not take back. */
export async function insistOnFreePort(port: number, host: string): Promise<void> {
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
      // Browsers connect ahead of need, and Node would wait for the request that may never come.
      endSilent();
      // What is being answered may end; whoever holds on to a connection after that is let go of.
      const impatience = setTimeout(() => app.server.closeAllConnections(), farewellMs);
      await app.close();
      clearTimeout(impatience);
    },
  };
}

/** The port a server listens on, 0 before it does. */
export const portOf = (app: FastifyInstance): number => {
  const address = app.server.address();
  return typeof address === 'object' && address ? address.port : 0;
};
