import type { FastifyInstance } from 'fastify';
import { alive, ready, scrape } from '../../api/health.ts';
import type { Log } from '../../events/log.ts';
import type { Metrics } from '../metrics/metrics.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { serve } from './serve.ts';

type Settings = { log: Log; runtime: Runtime; metrics: Metrics };

/** What those ask who watch the house from outside: is it there, can it work, how is it doing. */
export function metricsApi(app: FastifyInstance, { log, runtime, metrics }: Settings): void {
  serve(app, alive, () => ({ alive: true as const }));

  serve(app, ready, async ({ reply }) => {
    const answers = await log.head().then(
      () => true,
      () => false,
    );
    if (answers && !runtime.isCutOff()) return { ready: true };
    return reply.code(503).send({ ready: false, reason: 'The log does not answer, so nothing can be recorded.' });
  });

  serve(app, scrape, async ({ reply }) =>
    reply
      .type(metrics.registry.contentType)
      .header('cache-control', 'no-store')
      .send(await metrics.registry.metrics()),
  );
}
