import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Fastify from 'fastify';
import type { RunCommand } from '../actors/run-decide.ts';
import type { Access } from '../adapters/gateway/access/access.ts';
import { answerErrors } from '../adapters/gateway/http/errors.ts';
import { appRoutes } from '../adapters/gateway/http/hosts.ts';
import { providerEventsApi } from '../adapters/gateway/requester/api-provider-events.ts';
import { memoryLog } from '../adapters/nats/log/memory.ts';
import type { FakeProlific, FakeProlificSettings } from '../adapters/providers/prolific/fake/fake-prolific.ts';
import { openForTests } from '../adapters/providers/prolific/fake/for-tests.ts';
import { openProlific } from '../adapters/providers/prolific/prolific.ts';
import { openRequesters } from '../adapters/providers/requesters/requesters.ts';
import { opening, runId, settings as runSettings } from '../events/fixtures.ts';
import type { AgentId, OfferId, UnitId, WorkerId } from '../events/ids.ts';
import type { Log } from '../events/log.ts';
import type { Tasks } from '../runtime/ports/tasks.ts';
import { submissionIdOf } from '../runtime/providers/submission-id.ts';
import { openClaims } from '../runtime/review/claims.ts';
import { openReviewService } from '../runtime/review/review-service.ts';
import { openRuntime } from '../runtime/runtime.ts';
import { openOffers } from './open-offers.ts';

type Settings = {
  fake?: Partial<FakeProlificSettings>;
  /** How many items the run has, with a unit each. */
  items?: number;
  requirements?: readonly { name: string; comparator: string; value?: number }[];
  /** Whether the provider tells of changes by itself. */
  hasWebhooks?: boolean;
};

export const offerId = 'offer-1' as OfferId;
export const requester = 'lab';
const by = 'owner:eve';

/** A run that is offered at a simulated Prolific over real HTTP, with webhooks and a standing clock. */
export async function openOfferedRun({
  fake: settings = {},
  items = 3,
  requirements = [],
  hasWebhooks = true,
}: Settings = {}) {
  const durations = { publishingMs: 0, processingMs: 0 };
  const simulated = await openForTests({ durations, port: 0, webhooks: { delayMs: 0 }, ...settings });
  const { fake, clock } = simulated;
  const folder = mkdtempSync(join(tmpdir(), 'manyhands-offers-'));
  const outside: Outside = {
    ...{ folder, hasWebhooks, requests: [], sentences: [], isDown: false, log: memoryLog(), now: () => clock.now() },
  };
  const config = {
    ...{ task: 'colours', task_title: 'Colours', task_description: 'Name colours.', task_tags: [], currency: 'GBP' },
    task_reward: 2,
  };
  await openTheRun(outside.log, { config, items });
  let life = await openLife(outside);
  const credentials = { api_key: fake.token, url: `${fake.url}/api/v1/` };
  await life.requesters.register({ provider: 'prolific', name: requester, credentials }, by);
  const run = () => life.runtime.run(runId);

  return {
    ...{ ...simulated, outside, requests: outside.requests, log: outside.log, run },
    life: () => life,
    ...workersOf(fake, () => life, outside.now),
    /** Confirms an offer and has it published; resolves to the id of its study. */
    async offer({ id = offerId, places = items, asked = requirements } = {}) {
      await run().mailbox.ask(intended(id, places, asked), by);
      await life.offers.loop.now(runId).catch(() => undefined);
      return run().mailbox.run.offers.get(id)?.context.external as string;
    },
    /** Does all that is due now, as the loop does when its time comes; what is refused is among the problems. */
    visit: () => life.offers.loop.now(runId).catch(() => undefined),
    problems: () => life.offers.problems(),
    /** Waits until the messages of the provider are delivered, and what they are about is read. */
    async told() {
      await fake.deliveriesDone();
      await life.offers.hearing.settled();
    },
    /** The process ends, and another opens the log. */
    async restart() {
      await life.close();
      life = await openLife(outside);
    },
    /** The types of facts about places, each with the place at the provider, in their order. */
    placeFacts: () => placeFacts(outside.log),
    async close() {
      await life.close();
      await fake.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** What outlives a process. */
type Outside = {
  folder: string;
  hasWebhooks: boolean;
  /** What was asked of the provider so far. */
  requests: string[];
  sentences: string[];
  isDown: boolean;
  log: Log;
  now: () => number;
};

function providerOf(outside: Outside) {
  return openProlific({
    pauseMs: 1,
    async fetch(url, options) {
      outside.requests.push(`${options.method} ${url.pathname.replace('/api/v1/', '')}`);
      if (outside.isDown) throw new TypeError('fetch failed');
      return fetch(url, options);
    },
  });
}

/** Everything that a process has. */
async function openLife(outside: Outside) {
  const { folder, log, now, hasWebhooks } = outside;
  const providers = [providerOf(outside)];
  const notify = (sentence: string) => void outside.sentences.push(sentence);
  const runtime = await openRuntime({ log, tasks: {} as Tasks, now, notify, refusalNow: () => undefined });
  const files = { file: join(folder, 'requesters.db'), keptFolder: join(folder, 'kept') };
  const requesters = openRequesters({ ...files, providers, now, notify });
  const access = { publicUrl: undefined } as unknown as Access;
  const offers = openOffers({ runtime, requesters, providers, access, notify, now });
  const app = Fastify({ rewriteUrl: ({ url = '/' }) => `${appRoutes}${url}`, forceCloseConnections: true });
  answerErrors(app, (error) => notify(String(error)));
  await providerEventsApi(app, { hearing: offers.hearing, access, now });
  const url = await app.listen({ port: 0, host: '127.0.0.1' });
  if (hasWebhooks) offers.listensAt(Number(new URL(url).port));
  const review = openReviewService({ runtime, claims: openClaims(now), notify, unitOfVerdict: async () => undefined });
  const close = async () => {
    offers.close();
    review.close();
    await app.close();
    await runtime.close();
    requesters.close();
  };
  return { runtime, requesters, offers, url, review, close };
}
type Life = Awaited<ReturnType<typeof openLife>>;

/** What workers do. */
function workersOf({ participants }: FakeProlific, life: () => Life, nowMs: () => number) {
  const run = () => life().runtime.run(runId);
  return {
    /** Somebody, new or one who came before, takes a place at Prolific and opens the page here. */
    async comes(study: string, participant = participants.add().id, offer = offerId) {
      const { id } = participants.reserve(study, participant);
      participants.open(id);
      const { runtime } = life();
      const workerId = runtime.workerId('prolific', participant);
      const submissionId = submissionIdOf(runtime.workerId, 'prolific', id);
      const agentId = `agent-${id}` as AgentId;
      const arrival = { agentId, workerId, provider: 'prolific', worker: participant, registration: id };
      const place = { submissionId, offerId: offer, external: id };
      const now = new Date(nowMs()).toISOString();
      await run().mailbox.ask({ type: 'agent.connect', ...arrival, place, now, elsewhere: 0 }, participant);
      const unitId = run().mailbox.run.agents.get(agentId)?.context.unitId as UnitId;
      return { id, participant, workerId, agentId, unitId, submissionId };
    },
    /** Hands in here, and enters the code there. */
    async handsIn({ id, agentId }: { id: string; agentId: AgentId }) {
      await run().mailbox.ask({ type: 'agent.submit', agentId, answer: 'blue' }, agentId);
      participants.complete(id, 'C1');
    },
    block: (workerId: WorkerId) =>
      life().runtime.askWorkspace({ type: 'worker.block', workerId, reason: 'Copies answers.' }, by),
    unblock: (workerId: WorkerId) => life().runtime.askWorkspace({ type: 'worker.unblock', workerId }, by),
  };
}

const intended = (id: OfferId, places: number, requirements: NonNullable<Settings['requirements']>): RunCommand => ({
  ...{ type: 'offer.intend', offerId: id, provider: 'prolific', requester, places, payCents: 200, currency: 'GBP' },
  ...{ costCents: places * 280, bonusFeeShare: 0.4, title: 'Colours', description: 'Name colours.', tags: [] },
  ...{ address: 'https://study.example/', secondsPerPlace: 1800, payAfterSeconds: 600 },
  ...{ requirements: [...requirements], options: openProlific().options?.({}) ?? {} },
  codes: { completed: 'C1', screened_out: 'S1', no_work: 'N1' },
});

async function openTheRun(log: Log, { config, items }: { config: object; items: number }): Promise<void> {
  const lines = [
    { type: 'task-run.opened', data: { ...opening, config, settings: { ...runSettings, unitsPerAssignment: 1 } } },
    ...Array.from({ length: items }, (_, nth) => ({
      type: 'assignment.created',
      data: { assignmentId: `${runId}.${nth}`, units: 1, shared: { nth } },
    })),
    { type: 'task-run.data-ended', data: { runId, assignments: items } },
    { type: 'task-run.launched', data: { runId } },
  ];
  const json = lines.map((line, nth) =>
    JSON.stringify({ id: `fact-${nth}`, at: '2026-01-01T00:00:00.000Z', by, ...line }),
  );
  await log.append({ id: 'commit-1', run: runId, json }, 0);
}

async function placeFacts(log: Log): Promise<string[]> {
  const found: string[] = [];
  const externals = new Map<string, string>();
  for await (const { json } of log.read(runId))
    for (const line of json) {
      const { type, data } = JSON.parse(line);
      if (!type.startsWith('submission.')) continue;
      if (data.external) externals.set(data.submissionId, data.external);
      found.push(`${type} ${externals.get(data.submissionId)}`);
    }
  return found;
}
