import type {} from '@fastify/multipart';
import type {} from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { WorkerPage } from '../../../api/worker-page.ts';
import type { RunCalls, RunDescription } from '../../../runtime/calls.ts';
import type { Files } from '../../../runtime/ports/files.ts';
import type { Provider } from '../../../runtime/ports/provider.ts';
import type { ReadModel } from '../../../runtime/ports/read-model.ts';
import type { AnswerDrafts } from '../../answer-drafts/answer-drafts.ts';
import type { Metrics } from '../../metrics/metrics.ts';
import type { Rates } from '../access/rates.ts';
import { runRoutes } from '../http/hosts.ts';
import type { RunDescriptions } from '../http/run-descriptions.ts';
import { openDoorway } from '../identity/doorway.ts';
import type { Identity, KnownWorker } from '../identity/identity.ts';
import type { SignedTokens } from '../identity/signed-tokens.ts';
import { embeddingOf } from '../identity/visitors.ts';
import { taskConfigOf } from './arrivals.ts';
import { openCrowdScript, plainModules, sendPlainModule, type WorkerScripts } from './crowd-script.ts';
import { draftPackets } from './draft-packets.ts';
import type { PastUpdates } from './past-updates.ts';
import type { Presence } from './presence.ts';
import { receipts } from './receipt.ts';
import type { Uploads } from './uploads.ts';
import { sendWelcome } from './welcome.ts';
import { workerPackets } from './worker-packets.ts';

type WorkerProtocolSettings = {
  runs: RunCalls;
  describe: RunDescriptions;
  uploads: Uploads;
  rates: Rates;
  identity: Identity;
  tokens: SignedTokens;
  publicUrl?: URL;
  now: () => number;
  metrics: Metrics;
  answerDrafts: AnswerDrafts;
  presence: Presence;
  files: Pick<Files, 'get'>;
  readModel: Pick<ReadModel, 'db' | 'reached'>;
  pastUpdates: Pick<PastUpdates, 'withPast'>;
  pageFolderOf: (runId: string) => string;
  providers: readonly Provider[];
  /** Origins that may embed the pages, besides their own. */
  frameAncestors?: readonly string[];
  scripts: WorkerScripts;
};

type RunRequest = FastifyRequest<{ Params: { run: string } }>;

/** What a page gets of its worker: a place of a provider is worked on by itself, so that pages tell them apart. */
const whoIs = (known: KnownWorker | undefined): Pick<WorkerPage, 'worker' | 'place'> => ({
  worker: known?.worker ?? null,
  ...(known?.place ? { place: known.place.submission } : {}),
});

/** The requests of a worker's browser to a run (the protocol of Mephisto's static tasks, on the run's own origin). */
export async function workerProtocol(app: FastifyInstance, settings: WorkerProtocolSettings): Promise<void> {
  const { describe, now, pageFolderOf, scripts, identity, providers, frameAncestors = [] } = settings;
  const policyOf = ({ config }: Pick<RunDescription, 'config'>) =>
    `frame-ancestors ${["'self'", ...frameAncestors, ...embeddingOf(config, providers)].join(' ')}`;
  const runOf = (request: FastifyRequest) => (request as RunRequest).params.run;
  /** Throws `run/unknown`, so that no page of an unknown run is served. */
  const knownRun = (request: FastifyRequest) => describe(runOf(request));
  const crowdScript = await openCrowdScript(scripts, pageFolderOf);

  async function page(request: FastifyRequest, reply: FastifyReply, path: string) {
    const known = await knownRun(request);
    return reply.header('content-security-policy', policyOf(known)).sendFile(path, pageFolderOf(known.run));
  }
  const ofWorkers = receipts(app, { ...settings, textsFor: crowdScript.textsFor });
  const doorway = openDoorway(app, { ...settings, policyOf, textsFor: crowdScript.textsFor });
  const index = async (request: FastifyRequest, reply: FastifyReply) =>
    (await doorway.answer(await knownRun(request), request, reply)) ?? page(request, reply, 'index.html');

  for (const path of ['/', '/task_index']) app.get(`${runRoutes}${path}`, index);
  app.get(`${runRoutes}/welcome`, async (request, reply) => {
    const known = await knownRun(request);
    const { run, config, identity } = known;
    if (identity !== 'unsigned') return reply.redirect('./');
    const chosen = await crowdScript.textsFor(run, request.headers['accept-language']);
    return sendWelcome(request, reply, { config, chosen, policy: policyOf(known) });
  });
  app.get(`${runRoutes}/*`, (request, reply) => page(request, reply, (request.params as { '*': string })['*']));
  app.get(`${runRoutes}/wrap_crowd_source.js`, async (request, reply) => {
    // Not from the cache, as the page says how much time there is.
    const run = await settings.runs.describe({ run: runOf(request) });
    const isSigned = run.identity !== 'unsigned';
    const receipt = await ofWorkers.linkFor(run, request);
    const who = isSigned ? { ...whoIs(await identity.find(run, request)), ...(receipt ? { receipt } : {}) } : {};
    const script = await crowdScript.scriptFor(run, request.headers['accept-language'], who);
    return reply
      .type('text/javascript; charset=utf-8')
      .headers({ 'cache-control': isSigned ? 'no-store' : 'no-cache', vary: 'accept-language, cookie' })
      .send(script);
  });
  for (const [file, name] of Object.entries(plainModules))
    app.get(`${runRoutes}/${file}`, async (request, reply) => {
      await knownRun(request);
      return sendPlainModule(reply, crowdScript, name);
    });
  app.get(`${runRoutes}/page_version`, async (request, reply) => {
    const { developedPage = null } = await settings.runs.describe({ run: runOf(request) });
    return reply.header('cache-control', 'no-store').send({ version: developedPage });
  });
  app.get(`${runRoutes}/is_alive`, async () => ({ status: 'Alive!' }));
  app.get(`${runRoutes}/get_timestamp`, async () => ({ timestamp: now() }));
  app.get(`${runRoutes}/task_config.json`, async (request, reply) =>
    reply
      .header('cache-control', 'no-store')
      .send(taskConfigOf(await knownRun(request), request.query as Record<string, string>)),
  );

  workerPackets(app, settings);
  draftPackets(app, settings);
}
