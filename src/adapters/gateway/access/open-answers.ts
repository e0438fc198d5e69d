import type { ServerResponse } from 'node:http';
import type { FastifyInstance } from 'fastify';

/** How often to check whether the callers of open answers still have the right to them, in ms. */
export const recheckEveryMs = 2000;

/** Cuts off answers that go on, as streams do, once their caller has lost the right to them: `check` throws from then on. */
export function watchOpenAnswers(app: FastifyInstance): (answer: ServerResponse, check: () => void) => void {
  const open = new Map<ServerResponse, () => void>();
  const timer = setInterval(() => {
    for (const [answer, check] of open) {
      try {
        check();
      } catch {
        answer.destroy();
      }
    }
  }, recheckEveryMs).unref();
  app.addHook('preClose', async () => clearInterval(timer));

  return (answer, check) => {
    open.set(answer, check);
    answer.once('close', () => open.delete(answer));
  };
}
