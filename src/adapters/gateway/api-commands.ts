import { isAbsolute } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { refuse } from '../../actors/refusals.ts';
import type { RunCommand } from '../../actors/run-decide.ts';
import { partsOf, UnitId } from '../../events/ids.ts';
import type { LaunchRequest, Runtime } from '../runtime/runtime.ts';
import { houseRoutes } from './hosts.ts';
import { reportsOf, sendLines } from './ndjson.ts';

const Launch = z.strictObject({
  folder: z.string().refine(isAbsolute, 'must be an absolute path'),
  config: z.string().optional(),
  overrides: z.record(z.string(), z.string()).optional(),
});
const verbs = ['accept', 'soft-reject', 'reject', 'expire'] as const;
const Verdict = z.strictObject({ note: z.string().max(4000).optional() }).nullish();

type Settings = { runtime: Runtime; runRow: (runId: string, after: number) => Promise<unknown> };

/** What a requester or reviewer may ask for: launch and stop runs, review and withdraw units. */
export async function commandApi(app: FastifyInstance, { runtime, runRow }: Settings): Promise<void> {
  app.post(`${houseRoutes}/api/runs`, (request, reply) => {
    const wanted: LaunchRequest = Launch.parse(request.body);
    return sendLines(
      reply,
      reportsOf(async (report) => {
        const runId = await runtime.launch(wanted, report);
        return { run: await runRow(runId, runtime.run(runId).mailbox.sequence) };
      }),
    );
  });

  app.post<{ Params: { run: string } }>(`${houseRoutes}/api/runs/:run/stop`, async (request, reply) => {
    const { sequence } = await runtime.ask(request.params.run, { type: 'task-run.stop' }, 'requester');
    return reply.code(202).send({ sequence });
  });

  for (const verb of verbs) {
    app.post<{ Params: { unit: string } }>(`${houseRoutes}/api/units/:unit/${verb}`, async (request, reply) => {
      const unitId = UnitId.safeParse(request.params.unit).data;
      if (!unitId) throw refuse('unit/unknown', { unit: request.params.unit });
      const { note } = Verdict.parse(request.body) ?? {};
      const command: RunCommand =
        verb === 'expire' ? { type: 'unit.expire', unitId } : { type: `unit.${verb}`, unitId, note };
      const { sequence } = await runtime.ask(partsOf(unitId).run, command, 'reviewer:local');
      return reply.code(202).send({ sequence });
    });
  }
}
