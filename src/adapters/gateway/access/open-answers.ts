import type { ServerResponse } from 'node:http';
import type { FastifyInstance } from 'fastify';

/** How often to look whether those who are still being answered may still be here, in ms. */
const everyMs = 2000;

/** Cuts off answers that go on, as streams do, once whoever asked may not have them any more. */
export function watchOpenAnswers(app: FastifyInstance): (answer: ServerResponse, mayGoOn: () => boolean) => void {
  const open = new Map<ServerResponse, () => boolean>();
  const timer = setInterval(() => {
    for (const [answer, mayGoOn] of open) if (!mayGoOn()) answer.destroy();
  }, everyMs).unref();
  app.addHook('preClose', async () => clearInterval(timer));

  return (answer, mayGoOn) => {
    open.set(answer, mayGoOn);
    answer.once('close', () => open.delete(answer));
  };
}
