import type {} from '@fastify/multipart';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { AgentId } from '../../../events/ids.ts';
import type { RunCalls, RunDescription } from '../../../runtime/calls.ts';
import type { Files } from '../../../runtime/ports/files.ts';
import type { Provider } from '../../../runtime/ports/provider.ts';
import type { ReadModel } from '../../../runtime/ports/read-model.ts';
import { toRefusal } from '../../../runtime/refusals/to-refusal.ts';
import type { AnswerDrafts } from '../../answer-drafts/answer-drafts.ts';
import type { Metrics, Packet } from '../../metrics/metrics.ts';
import { firstLanguage } from '../../page-texts.ts';
import type { Rates } from '../access/rates.ts';
import { runRoutes } from '../http/hosts.ts';
import { refuse } from '../http/refusals.ts';
import type { RunDescriptions } from '../http/run-descriptions.ts';
import type { Identity, KnownWorker } from '../identity/identity.ts';
import { isWithoutPerson } from '../identity/prefetch.ts';
import { submit, submitMetadata } from './agent-calls.ts';
import { arrive, submitOnboarding } from './arrivals.ts';
import { forgetStep, withDraft } from './draft-packets.ts';
import { type PacketWatch, watchPacket } from './packet-watch.ts';
import { type AgentDetails, agentDetails } from './packets.ts';
import type { PastUpdates } from './past-updates.ts';
import type { Presence } from './presence.ts';
import { withPreviousRequests } from './procedure-packets.ts';
import {
  Arrival,
  activeTimeIn,
  answerOfBody,
  Metadata,
  measuredIn,
  metadataOfBody,
  OnboardingSubmission,
  Return,
  Submission,
} from './requests.ts';
import type { Uploads } from './uploads.ts';
import { openWaysBack, type WaysBack } from './ways-back.ts';
import { workerForms } from './worker-forms.ts';

type Settings = {
  runs: RunCalls;
  describe: RunDescriptions;
  uploads: Uploads;
  rates: Rates;
  identity: Identity;
  now: () => number;
  metrics: Metrics;
  answerDrafts: AnswerDrafts;
  presence: Pick<Presence, 'heard'>;
  files: Pick<Files, 'get'>;
  readModel: Pick<ReadModel, 'db' | 'reached'>;
  pastUpdates: Pick<PastUpdates, 'withPast'>;
  providers: readonly Provider[];
};

/** What else an arrival tells of its worker. */
const by = ({ headers }: FastifyRequest, known: Omit<KnownWorker, 'worker'> | undefined) => {
  const language = firstLanguage(headers['accept-language']);
  const { invitationId, link, place } = known ?? {};
  return {
    ...(invitationId ? { invitationId } : {}),
    ...(link ? { link } : {}),
    ...(language ? { language } : {}),
    ...(place ? { place: { submission: place.submission, ...(place.offer ? { offer: place.offer } : {}) } } : {}),
  };
};

type Handle = (run: string, request: FastifyRequest, watch: PacketWatch) => Promise<unknown>;

/** The details with what is kept for their agent: its draft, what its page called, and what was said. */
async function completed(details: AgentDetails, described: RunDescription, settings: Settings): Promise<AgentDetails> {
  const known = await withPreviousRequests(withDraft(details, settings.answerDrafts), described, settings);
  return settings.pastUpdates.withPast(known, described);
}

/** What a worker's page sends about its work: it asks for a unit, submits, and returns. */
export function workerPackets(app: FastifyInstance, opened: Settings): void {
  const waysBack = openWaysBack(opened);
  const settings = { ...opened, waysBack };
  const { runs, describe, now, metrics, rates, identity, answerDrafts, presence } = settings;
  const forms = workerForms(settings);
  const requireOwn = async (run: string, request: FastifyRequest, agentId: AgentId) =>
    identity.requireOwn(await describe(run), request, [agentId]);

  /** Adds the route of a packet, and measures each stage of it. */
  function addPacket(packet: Packet, handle: Handle) {
    const notes = metrics.packet(packet);
    const onError = async (_request: FastifyRequest, _reply: FastifyReply, error: Error) =>
      metrics.refused(packet, toRefusal(error)?.code ?? 'server/bug');
    app.post(`${runRoutes}/${packet}`, { onError }, async (request, reply) => {
      const watch = watchPacket(notes, now());
      reply.raw.once('finish', watch.answered);
      try {
        return await handle((request.params as { run: string }).run, request, watch);
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
    if (isWithoutPerson(request)) throw refuse('link/without-person');
    const described = await describe(run);
    const known = await identity.arriving(described, request, registration.worker_name);
    const details = await arrive(settings, described, registration, {
      ...{ watch, known },
      ...by(request, known),
    });
    if (details.agent_id) await presence.heard(run, [details.agent_id]);
    else await rates.inVain(request);
    return agentDetails(await completed(details, described, settings), client_timestamp, received, now());
  });

  addPacket('submit_task', async (run, request, watch) => {
    const submitted = request.isMultipart()
      ? { agentId: await forms.submit(run, request, watch) }
      : await submitBody(settings, run, request, watch);
    answerDrafts.forget(submitted.agentId);
    const completion = await followsSubmission(settings, run, request, submitted);
    return { status: 'Submitted!', ...(completion ? { completion } : {}) };
  });

  addPacket('submit_onboarding', async (run, request, watch) => {
    const received = now();
    await rates.arriving(request);
    const described = await describe(run);
    const submission = OnboardingSubmission.parse(request.body);
    await requireOwn(run, request, submission.provider_data.USED_AGENT_ID);
    const known = await identity.find(described, request);
    const details = await submitOnboarding(settings, described, submission, {
      ...{ watch, known },
      ...by(request, known),
      ...activeTimeIn(request.headers),
    });
    if (details.agent_id) await presence.heard(run, [details.agent_id]);
    forgetStep(submission, details, answerDrafts);
    return agentDetails(await completed(details, described, settings), submission.client_timestamp, received, now());
  });

  addPacket('submit_metadata', async (run, request, watch) => {
    await rates.metadata(request);
    if (request.isMultipart()) await forms.submitMetadata(run, request, watch);
    else {
      const metadata = metadataOfBody(Metadata.parse(request.body));
      await requireOwn(run, request, metadata.agentId);
      await submitMetadata(runs, run, metadata, watch);
    }
    return { status: 'Submitted metadata' };
  });

  addPacket('return_task', async (run, request, watch) => {
    await rates.returning(request);
    const { USED_AGENT_ID: agentId, client_timestamp } = Return.parse(request.body);
    watch.sent(client_timestamp);
    await requireOwn(run, request, agentId);
    await watch.stored(runs.returnUnit({ run, agentId }));
    answerDrafts.forget(agentId);
    return { status: 'Returned!' };
  });
}

type Submitted = { agentId: AgentId; answer?: unknown };

/** Stores an answer without files. */
async function submitBody(
  { runs, describe, identity }: Settings,
  run: string,
  request: FastifyRequest,
  watch: PacketWatch,
): Promise<Submitted> {
  const answer = { ...answerOfBody(Submission.parse(request.body)), ...measuredIn(request.headers) };
  await identity.requireOwn(await describe(run), request, [answer.agentId]);
  await submit(runs, run, answer, watch);
  return answer;
}

/** What a worker gets for an answer that is stored. */
async function followsSubmission(
  { describe, identity, waysBack }: Settings & { waysBack: WaysBack },
  run: string,
  request: FastifyRequest,
  submitted: Submitted,
) {
  const described = await describe(run);
  const { panel, offers } = described.config;
  const known = panel || offers ? await identity.find(described, request) : undefined;
  return waysBack.afterSubmission(described, submitted, known);
}
