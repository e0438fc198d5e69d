import Fastify, { type FastifyInstance } from 'fastify';
import { type Random, seeded } from '../../../../projections/statistics/seeded.ts';
import { type FakeClock, openFakeClock } from '../../fakes/clock.ts';
import { type Faults, makeFaults, openFaults } from '../../fakes/faults.ts';
import { mediaType, operationOf, serveApi } from './api.ts';
import { type Books, booksOf } from './balance.ts';
import { serveControls } from './controls.ts';
import { bodyOf, serviceFault, throttled } from './errors.ts';
import { dispose, hitNamed, statusOf } from './hit-life.ts';
import { requestQualification } from './qualifications.ts';
import { serveScreen } from './screen.ts';
import { type Simulation, simulateWorkers, type Workforce } from './simulate-workers.ts';
import { type AssignmentState, type Hit, type Mturk, type NotificationSink, openState, type Worker } from './state.ts';
import { accept, findable, returnWork, submit, worker } from './work.ts';
import { frameUrl, serveWorkerPages } from './worker-pages.ts';

export type { Simulation, Workforce } from './simulate-workers.ts';
export type { NotificationSink, SentMessage, Worker } from './state.ts';

/** How a simulated MTurk is set up; what is left out is as in production, with a real clock. */
export type FakeMturkSettings = {
  clock?: FakeClock;
  random?: Random;
  faults?: Faults;
  accessKeyId?: string;
  secretAccessKey?: string;
  balanceCents?: number;
  isSandbox?: boolean;
  /** How late lists and indexes show what was made. */
  consistencyDelayMs?: number;
  maxRequestsPerSecond?: number;
  events?: NotificationSink;
  /** Hosts whose pages may be shown without TLS, such as `127.0.0.1`; MTurk itself allows none. */
  insecureHosts?: readonly string[];
  /** A port of the loopback to listen on, 0 for a free one; without it, only `app.inject()` reaches the server. */
  port?: number;
};

/** What workers can do, without their pages. */
export type FakeWorkers = {
  add(about?: Partial<Worker>): Worker;
  find(workerId: string, groupId?: string): { hitId: string; groupId: string; title: string }[];
  /** Accepts a HIT; the address is that of the page to work on. */
  accept(workerId: string, hitId: string): { assignmentId: string; url: string };
  giveBack(assignmentId: string): void;
  submit(assignmentId: string, fields: Record<string, string>): void;
  requestQualification(workerId: string, qualificationTypeId: string, answer?: string): void;
  emails(): readonly { at: number; workerId: string; subject: string; text: string }[];
};

export type FakeMturk = {
  app: FastifyInstance;
  url: string;
  clock: FakeClock;
  faults: Faults;
  workers: FakeWorkers;
  books(): Books;
  /** All HITs that there were, with what their requester noted on them. */
  hits(): { hitId: string; typeId: string; groupId: string; status: string; annotation?: string }[];
  /** Where an assignment stands; undefined for one that is not there any more. */
  stateOf(assignmentId: string): AssignmentState | undefined;
  /** Puts money into the account. */
  deposit(cents: number): void;
  /** Deletes a HIT whatever is done on it, as MTurk itself can. */
  remove(hitId: string): void;
  simulateWorkers(workforce: Workforce): Simulation;
  close(): Promise<void>;
};

/** Opens a simulated MTurk: its API, its pages for workers, and what people order of it. */
export async function openFakeMturk(settings: FakeMturkSettings = {}): Promise<FakeMturk> {
  const { random = seeded(1), clock = openFakeClock(), port } = settings;
  const faults = settings.faults ?? openFaults(random);
  const mturk = openState({
    clock,
    random,
    isSandbox: settings.isSandbox ?? false,
    consistencyDelayMs: settings.consistencyDelayMs ?? 0,
    insecureHosts: settings.insecureHosts ?? [],
    sink: settings.events,
    balanceCents: settings.balanceCents ?? 1_000_000,
  });
  const app = Fastify({ bodyLimit: 16 * 1024 * 1024 });
  app.addContentTypeParser([mediaType, 'application/x-www-form-urlencoded'], { parseAs: 'string' }, (_, body, done) =>
    done(null, body),
  );
  makeFaults(app, {
    faults,
    operationOf: (request) =>
      request.url.startsWith('/mturk/externalSubmit') ? 'externalSubmit' : operationOf(request),
    errorFor: (kind) => {
      const error = kind === 'rate-limit' ? throttled : serviceFault;
      const headers = { 'content-type': mediaType, 'x-amzn-requestid': mturk.newUuid() };
      return { status: error.status, headers, body: bodyOf(error, clock.now()) };
    },
  });
  const { accessKeyId = 'AKIAFAKEMTURK', secretAccessKey = 'secret' } = settings;
  let url = 'http://127.0.0.1';
  serveApi(app, mturk, { accessKeyId, secretAccessKey }, settings.maxRequestsPerSecond);
  serveWorkerPages(app, mturk, () => url);
  serveControls(app, mturk, faults);
  serveScreen(app, mturk, faults);
  if (port === undefined) await app.ready();
  else url = await app.listen({ port, host: '127.0.0.1' });
  return {
    app,
    url,
    clock,
    faults,
    workers: workersOf(mturk, () => url),
    books: () => booksOf(mturk),
    hits: () =>
      [...mturk.hits.values()].map((hit) => ({
        ...{ hitId: hit.id, typeId: hit.type.id, groupId: hit.type.groupId, status: statusOf(mturk, hit) },
        ...(hit.annotation === undefined ? {} : { annotation: hit.annotation }),
      })),
    stateOf: (assignmentId) => mturk.assignments.get(assignmentId)?.state,
    deposit(cents) {
      mturk.balanceCents += cents;
    },
    remove: (hitId) => dispose(mturk, hitNamed(mturk, hitId)),
    simulateWorkers: (workforce) => simulateWorkers(mturk, workforce, (assignment) => frameUrl(assignment, url)),
    close: async () => {
      if (!settings.clock) clock.close();
      await app.close();
    },
  };
}

function workersOf(mturk: Mturk, url: () => string): FakeWorkers {
  const shown = ({ id, type }: Hit) => ({ hitId: id, groupId: type.groupId, title: type.title });
  return {
    add: (about) => worker(mturk, about),
    find: (workerId, groupId) => findable(mturk, worker(mturk, { id: workerId }), groupId).map(shown),
    accept(workerId, hitId) {
      const assignment = accept(mturk, worker(mturk, { id: workerId }), hitNamed(mturk, hitId));
      return { assignmentId: assignment.id, url: frameUrl(assignment, url()) };
    },
    giveBack: (assignmentId) => returnWork(mturk, assignmentId),
    submit: (assignmentId, fields) => void submit(mturk, new URLSearchParams({ ...fields, assignmentId })),
    requestQualification: (workerId, typeId, answer) => requestQualification(mturk, workerId, typeId, answer),
    emails: () => mturk.emails,
  };
}
