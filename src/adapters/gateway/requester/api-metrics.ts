import type { FastifyInstance } from 'fastify';
import type { Refusal } from '../../../actors/refusal.ts';
import { alive, ready, scrape } from '../../../api/health.ts';
import type { Metrics } from '../../metrics/metrics.ts';
import { serve } from '../http/serve.ts';

type Settings = { metrics: Metrics; readiness: () => Promise<Refusal | undefined> };

/** For monitoring: liveness, readiness, and metrics. */
export function metricsApi(app: FastifyInstance, { metrics, readiness }: Settings): void {
  serve(app, alive, () => ({ alive: true as const }));

  serve(app, ready, async ({ reply }) => {
    const refusal = await readiness();
    if (!refusal) return { ready: true };
    return reply.code(503).send({ ready: false, code: refusal.code, reason: refusal.message });
  });

  serve(app, scrape, async ({ reply }) =>
    reply
      .type(metrics.registry.contentType)
      .header('cache-control', 'no-store')
      .send(await metrics.registry.metrics()),
  );
}
