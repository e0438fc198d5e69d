import Fastify, { type FastifyInstance } from 'fastify';
import type { Random } from '../../../../projections/statistics/seeded.ts';
import type { FakeClock } from '../../fakes/clock.ts';
import { type Faults, makeFaults } from '../../fakes/faults.ts';
import { serveControl } from './http/control.ts';
import { answerErrors, errorBody } from './http/errors.ts';
import { serveFilters } from './http/filters.ts';
import { serveGroups } from './http/groups.ts';
import { serveHooks } from './http/hooks.ts';
import { serveMessages } from './http/messages.ts';
import { serveStudies } from './http/studies.ts';
import { serveSubmissions } from './http/submissions.ts';
import { serveWorkspaces } from './http/workspaces.ts';
import { serveParticipantPages } from './pages/participant-pages.ts';
import { serveScreen } from './pages/screen.ts';
import { type Acts, newActs } from './state/acts.ts';
import { type Books, booksOf } from './state/books.ts';
import { deliveriesDone } from './state/hooks.ts';
import type { Durations, HookSettings, Participant, Send, World } from './state/model.ts';
import { newUrlSigner } from './state/secure-url.ts';
import { deposit } from './state/wallet.ts';
import { addParticipant, createProject, createWorkspace } from './state/workspaces.ts';
import { newWorld } from './state/world.ts';

export type FakeProlificSettings = {
  clock: FakeClock;
  random: Random;
  faults: Faults;
  /** The tokens that are accepted. */
  tokens?: readonly [string, ...string[]];
  currency?: 'GBP' | 'USD';
  /** What the first workspace has in its wallet, in cents; every other begins with nothing. */
  balanceCents?: number;
  feeRate?: number;
  vatRate?: number;
  durations?: Partial<Durations>;
  webhooks?: Partial<HookSettings> & { send?: Send };
  features?: Partial<World['features']>;
  /** Listens there on loopback, 0 for any free port; left out, it is reached by `app.inject()` only. */
  port?: number;
};

/** A simulated Prolific, with the acts of its participants. */
export type FakeProlific = {
  app: FastifyInstance;
  /** Its address, or one that only stands for it when it does not listen. */
  url: string;
  token: string;
  world: World;
  workspaceId: string;
  projectId: string;
  participants: Acts & { add(fields?: Partial<Omit<Participant, 'id'>>): Participant };
  books(): Books;
  /** Waits for webhooks that are on their way. */
  deliveriesDone(): Promise<void>;
  close(): Promise<void>;
};

const sendTimeoutMs = 10_000;

const sendByFetch: Send = async ({ url, headers, body }) => {
  const signal = AbortSignal.timeout(sendTimeoutMs);
  const { status } = await fetch(url, { method: 'POST', headers, body, redirect: 'manual', signal });
  return status;
};

/** Opens a simulated Prolific with one workspace and one project. */
export async function openFakeProlific(settings: FakeProlificSettings): Promise<FakeProlific> {
  const { tokens = ['fake-prolific-token'], balanceCents = 1_000_000, faults, port } = settings;
  const world = newWorld({ ...settings, send: settings.webhooks?.send ?? sendByFetch });
  const workspace = createWorkspace(world, { title: 'My Workspace', description: '' });
  const project = createProject(world, workspace.id, {
    title: 'Project',
    description: '',
    type: 'PRIVATE',
    naivetyRate: null,
    isLongitudinal: false,
  });
  if (balanceCents > 0) deposit(world, workspace.id, balanceCents);
  const signer = newUrlSigner(world);
  const app = Fastify({ routerOptions: { ignoreTrailingSlash: true }, bodyLimit: 10_000_000 });
  readBodies(app);
  answerErrors(app);
  requireToken(app, tokens);
  makeFaults(app, {
    faults,
    operationOf: ({ routeOptions }) => routeOptions.config.operation,
    errorFor(kind, { routeOptions }) {
      const status = kind === 'rate-limit' ? 429 : 500;
      return { status, body: errorBody(status, 'An error that was ordered.', routeOptions.config.envelope) };
    },
  });
  serveWorkspaces(app, world, signer);
  serveStudies(app, world);
  serveSubmissions(app, world);
  serveFilters(app, world);
  serveGroups(app, world);
  serveMessages(app, world);
  serveHooks(app, world);
  serveControl(app, { world, faults, signer });
  serveParticipantPages(app, world, signer);
  serveScreen(app, world, faults);
  const url = port === undefined ? 'http://localhost' : await app.listen({ port, host: '127.0.0.1' });
  return {
    app,
    url,
    token: tokens[0],
    world,
    workspaceId: workspace.id,
    projectId: project.id,
    participants: { ...newActs(world, signer), add: (fields) => addParticipant(world, fields) },
    books: () => booksOf(world),
    deliveriesDone: () => deliveriesDone(world),
    close: () => app.close(),
  };
}

/** Reads JSON, where an empty body is none, and the forms of pages. */
function readBodies(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error');
  app.removeContentTypeParser('application/json');
  app.addContentTypeParser<string>('application/json', { parseAs: 'string' }, (request, body, done) =>
    body === '' ? done(null, undefined) : parse(request, body, done),
  );
  app.addContentTypeParser<string>('application/x-www-form-urlencoded', { parseAs: 'string' }, (_, body, done) =>
    done(null, Object.fromEntries(new URLSearchParams(body))),
  );
}

/** Takes `Token …` and nothing else. */
function requireToken(app: FastifyInstance, tokens: readonly string[]): void {
  app.addHook('onRequest', async (request, reply) => {
    if (!request.url.startsWith('/api/')) return;
    const { authorization = '' } = request.headers;
    if (tokens.some((token) => authorization === `Token ${token}`)) return;
    return reply.code(401).send(errorBody(401, 'Authentication credentials were not provided or are invalid.'));
  });
}
