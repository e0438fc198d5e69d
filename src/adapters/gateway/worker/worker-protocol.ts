import type {} from '@fastify/multipart';
import type {} from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { RunCalls } from '../../../runtime/calls.ts';
import { toRefusal } from '../../../runtime/refusals/to-refusal.ts';
import type { Metrics, Packet } from '../../metrics/metrics.ts';
import type { Rates } from '../access/rates.ts';
import { runRoutes } from '../http/hosts.ts';
import type { RunDescriptions } from '../http/run-descriptions.ts';
import { submit, submitMetadata } from './agent-calls.ts';
import { arrive, submitOnboarding, taskConfigOf } from './arrivals.ts';
import { completionOfSubmission } from './completion.ts';
import { openCrowdScript, type WorkerScripts } from './crowd-script.ts';
import { type PacketWatch, watchPacket } from './packet-watch.ts';
import { agentDetails } from './packets.ts';
import { Arrival, answerOfBody, Metadata, metadataOfBody, Return, Submission } from './requests.ts';
import type { Uploads } from './uploads.ts';
import { sendWelcome } from './welcome.ts';
import { workerForms } from './worker-forms.ts';

type WorkerProtocolSettings = {
  runs: RunCalls;
  describe: RunDescriptions;
  uploads: Uploads;
  rates: Rates;
  now: () => number;
  metrics: Metrics;
  pageFolderOf: (runId: string) => string;
  /** Origins that may embed the pages, besides their own. */
  frameAncestors?: readonly string[];
  scripts: WorkerScripts;
};

type RunRequest = FastifyRequest<{ Params: { run: string } }>;

/** The requests of a worker's browser to a run (the protocol of Mephisto's static tasks, on the run's own origin). */
export async function workerProtocol(app: FastifyInstance, settings: WorkerProtocolSettings): Promise<void> {
  const { runs, describe, now, metrics, pageFolderOf, scripts, rates, frameAncestors = [] } = settings;
  const policy = `frame-ancestors ${["'self'", ...frameAncestors].join(' ')}`;
  const forms = workerForms(settings);
  const runOf = (request: FastifyRequest) => (request as RunRequest).params.run;
  /** Throws `run/unknown`, so that no page of an unknown run is served. */
  const knownRun = (request: FastifyRequest) => describe(runOf(request));
  const crowdScript = await openCrowdScript(scripts, pageFolderOf);

  async function page(request: FastifyRequest, reply: FastifyReply, path: string) {
    const { run } = await knownRun(request);
    return reply.header('content-security-policy', policy).sendFile(path, pageFolderOf(run));
  }
  for (const path of ['/', '/task_index'])
    app.get(`${runRoutes}${path}`, (request, reply) => page(request, reply, 'index.html'));
  app.get(`${runRoutes}/welcome`, async (request, reply) => {
    const { run, config } = await knownRun(request);
    const chosen = await crowdScript.textsFor(run, request.headers['accept-language']);
    return sendWelcome(request, reply, { config, chosen, policy });
  });
  app.get(`${runRoutes}/*`, (request, reply) => page(request, reply, (request.params as { '*': string })['*']));
  app.get(`${runRoutes}/wrap_crowd_source.js`, async (request, reply) => {
    const script = await crowdScript.scriptFor(await knownRun(request), request.headers['accept-language']);
    return reply
      .type('text/javascript; charset=utf-8')
      .headers({ 'cache-control': 'no-cache', vary: 'accept-language' })
      .send(script);
  });
  app.get(`${runRoutes}/is_alive`, async () => ({ status: 'Alive!' }));
  app.get(`${runRoutes}/get_timestamp`, async () => ({ timestamp: now() }));
  app.get(`${runRoutes}/task_config.json`, async (request, reply) =>
    reply
      .header('cache-control', 'no-store')
      .send(taskConfigOf(await knownRun(request), request.query as Record<string, string>)),
  );

  /** Adds the route of a packet, and measures each stage of it. */
  function addPacket(
    packet: Packet,
    handle: (run: string, request: FastifyRequest, watch: PacketWatch) => Promise<unknown>,
  ) {
    const notes = metrics.packet(packet);
    const onError = async (_request: FastifyRequest, _reply: FastifyReply, error: Error) =>
      metrics.refused(packet, toRefusal(error)?.code ?? 'server/bug');
    app.post(`${runRoutes}/${packet}`, { onError }, async (request, reply) => {
      const watch = watchPacket(notes, now());
      reply.raw.once('finish', watch.answered);
      try {
        return await handle(runOf(request), request, watch);
      } finally {
        watch.ready();
      }
    });
  }

  addPacket('request_agent', async (run, request, watch) => {
    const received = now();
    const { provider_data: registration, client_timestamp } = Arrival.parse(request.body);
    watch.sent(client_timestamp);
    await rates.arriving(request);
    const details = await arrive(settings, await describe(run), registration, watch);
    if (!details.agent_id) await rates.inVain(request);
    return agentDetails(details, client_timestamp, received, now());
  });

  addPacket('submit_task', async (run, request, watch) => {
    if (request.isMultipart()) await forms.submit(request, run, watch);
    else await submit(runs, run, answerOfBody(Submission.parse(request.body)), watch);
    const completion = completionOfSubmission((await describe(run)).config);
    return { status: 'Submitted!', ...(completion ? { completion } : {}) };
  });

  addPacket('submit_onboarding', async (run, request, watch) => {
    const received = now();
    await rates.arriving(request);
    const { details, sentAt } = await submitOnboarding(settings, await describe(run), request.body, watch);
    return agentDetails(details, sentAt, received, now());
  });

  addPacket('submit_metadata', async (run, request, watch) => {
    await rates.metadata(request);
    if (request.isMultipart()) await forms.submitMetadata(request, run, watch);
    else await submitMetadata(runs, run, metadataOfBody(Metadata.parse(request.body)), watch);
    return { status: 'Submitted metadata' };
  });

  addPacket('return_task', async (run, request, watch) => {
    await rates.returning(request);
    const { USED_AGENT_ID: agentId, client_timestamp } = Return.parse(request.body);
    watch.sent(client_timestamp);
    await watch.stored(runs.returnUnit({ run, agentId }));
    return { status: 'Returned!' };
  });
}
