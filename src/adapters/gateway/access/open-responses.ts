import type { ServerResponse } from 'node:http';
import type { FastifyInstance } from 'fastify';

/** How often the callers of open responses are authorized again, in ms. */
export const recheckEveryMs = 2000;

/** Ends open responses, such as streams, once `check` throws: their caller is no longer authorized. */
export function watchOpenResponses(app: FastifyInstance): (response: ServerResponse, check: () => void) => void {
  const open = new Map<ServerResponse, () => void>();
  const timer = setInterval(() => {
    for (const [response, check] of open) {
      try {
        check();
      } catch {
        response.destroy();
      }
    }
  }, recheckEveryMs).unref();
  app.addHook('preClose', async () => clearInterval(timer));

  return (response, check) => {
    open.set(response, check);
    response.once('close', () => open.delete(response));
  };
}
