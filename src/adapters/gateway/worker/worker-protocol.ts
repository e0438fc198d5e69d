import { readFile } from 'node:fs/promises';
import type {} from '@fastify/multipart';
import type {} from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Runtime } from '../../../runtime/runtime.ts';
import type { Metrics, Packet } from '../../metrics/metrics.ts';
import type { Rates } from '../access/rates.ts';
import { runRoutes } from '../http/hosts.ts';
import { submit, submitMetadata, workerOf } from './agent-asks.ts';
import { arrive, taskConfigOf } from './arrivals.ts';
import { type PacketWatch, watchPacket } from './packet-watch.ts';
import { agentDetails } from './packets.ts';
import { Arrival, answerOfBody, Metadata, metadataOfBody, Return, Submission } from './requests.ts';
import type { TurnedAway } from './turned-away.ts';
import type { Uploads } from './uploads.ts';
import { workerForms } from './worker-forms.ts';

export type WorkerProtocolSettings = {
  runtime: Runtime;
  uploads: Uploads;
  rates: Rates;
  now: () => number;
  turnedAway: TurnedAway;
  metrics: Metrics;
  pageFolderOf: (runId: string) => string;
  /** The scripts that pages load first, one behind the other: who works on what, for this provider, and what workers are told. */
  providerScripts: readonly string[];
};

type RunRequest = FastifyRequest<{ Params: { run: string } }>;

/** What a worker's browser may ask of a run (the protocol of Mephisto's static tasks, on the run's own origin). */
export async function workerProtocol(app: FastifyInstance, settings: WorkerProtocolSettings): Promise<void> {
  const { runtime, now, metrics, pageFolderOf, providerScripts, rates } = settings;
  const forms = workerForms(settings);
  const runIn = (request: FastifyRequest) => runtime.run((request as RunRequest).params.run);
  const script = (await Promise.all(providerScripts.map((file) => readFile(file, 'utf8')))).join('\n');

  function page(request: FastifyRequest, reply: FastifyReply, path: string) {
    const { runId } = runIn(request);
    return reply.header('content-security-policy', "frame-ancestors 'self'").sendFile(path, pageFolderOf(runId));
  }
  const index = (request: FastifyRequest, reply: FastifyReply) => page(request, reply, 'index.html');

  for (const path of ['/', '/task_index', '/welcome']) app.get(`${runRoutes}${path}`, index);
  app.get(`${runRoutes}/*`, (request, reply) => page(request, reply, (request.params as { '*': string })['*']));
  app.get(`${runRoutes}/wrap_crowd_source.js`, (request, reply) => {
    runIn(request);
    return reply.type('text/javascript; charset=utf-8').header('cache-control', 'no-cache').send(script);
  });
  app.get(`${runRoutes}/is_alive`, async () => ({ status: 'Alive!' }));
  app.get(`${runRoutes}/get_timestamp`, async () => ({ timestamp: now() }));
  app.get(`${runRoutes}/task_config.json`, (request, reply) =>
    reply
      .header('cache-control', 'no-store')
      .send(taskConfigOf(runIn(request), request.query as Record<string, string>)),
  );

  /** Answers a packet, and notes how long each stage of its way took. */
  function take(packet: Packet, handle: (request: FastifyRequest, watch: PacketWatch) => Promise<unknown>) {
    const notes = metrics.packet(packet);
    app.post(`${runRoutes}/${packet}`, async (request, reply) => {
      const watch = watchPacket(notes, now());
      reply.raw.once('finish', watch.answered);
      try {
        return await handle(request, watch);
      } finally {
        watch.ready();
      }
    });
  }

  take('request_agent', async (request, watch) => {
    const received = now();
    const { provider_data: registration, client_timestamp } = Arrival.parse(request.body);
    watch.sent(client_timestamp);
    await rates.arriving(request);
    const details = await arrive(settings, runIn(request), registration, watch);
    if (!details.agent_id) await rates.inVain(request);
    return agentDetails(details, client_timestamp, received, now());
  });

  take('submit_task', async (request, watch) => {
    const run = runIn(request);
    if (request.isMultipart()) await forms.submit(request, run, watch);
    else await submit(run, answerOfBody(Submission.parse(request.body)), watch);
    return { status: 'Submitted!' };
  });

  take('submit_metadata', async (request, watch) => {
    const run = runIn(request);
    await rates.metadata(request);
    if (request.isMultipart()) await forms.submitMetadata(request, run, watch);
    else await submitMetadata(run, metadataOfBody(Metadata.parse(request.body)), watch);
    return { status: 'Submitted metadata' };
  });

  take('return_task', async (request, watch) => {
    const run = runIn(request);
    await rates.returning(request);
    const { USED_AGENT_ID: agentId, client_timestamp } = Return.parse(request.body);
    watch.sent(client_timestamp);
    await watch.stored(run.mailbox.ask({ type: 'agent.return', agentId }, workerOf(run, agentId)));
    return { status: 'Returned!' };
  });
}
