import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable, Writable } from 'node:stream';
import { noSpecialUnits } from '../api/fixtures.ts';
import type { LaunchPlan } from '../api/launch.ts';
import type { RunRow } from '../projections/units/run-rows.ts';
import type { Context } from './connection/context.ts';
import { programFor, runCommand } from './program.ts';
import { openTerminal } from './terminal/terminal.ts';

/** What a fake server replies: a value as JSON, or a function that writes the response. */
export type Routes = Record<string, unknown>;
export type Answer = (response: ServerResponse, request: IncomingMessage) => void;

/** An HTTP server that replies like Manyhands, and its requests. */
export type FakeServer = {
  url: string;
  port: number;
  asked: { route: string; body: unknown }[];
  stop(): Promise<void>;
};

const healthy = { ok: true, pid: process.pid, problems: [], log: { sequence: 7 }, projected: 7, broadcast: 7 };

/** Opens a server on a free port; routes are written `GET /api/runs`, with their query, and unknown ones are refused. */
export async function openFakeServer(routes: Routes = {}): Promise<FakeServer> {
  const asked: FakeServer['asked'] = [];
  const known: Routes = { 'GET /health': healthy, ...routes };
  const server = createServer(async (request, response) => {
    const route = `${request.method} ${request.url}`;
    const body = (await request.toArray()).join('');
    // Names that a spec does not give are nobody's.
    if (known[route] === undefined && route.startsWith('GET /api/worker-names?')) return response.end('{"names":[]}');
    if (route !== 'GET /health') asked.push({ route, body: body ? JSON.parse(body) : undefined });
    const answer = known[route];
    if (typeof answer === 'function') return (answer as Answer)(response, request);
    if (answer === undefined) return refuseWith('test/unknown-route', `Nothing at ${route}.`)(response, request);
    response.setHeader('content-type', 'application/json').end(JSON.stringify(answer));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const stop = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { url: `http://localhost:${port}/`, port, asked, stop };
}

/** Answers with these values as lines of JSON. */
export const lines =
  (...values: unknown[]): Answer =>
  (response) => {
    response.end(values.map((value) => `${JSON.stringify(value)}\n`).join(''));
  };

/** Refuses as Manyhands does. */
export const refuseWith =
  (code: string, message: string, status = 409): Answer =>
  (response) => {
    response.writeHead(status).end(JSON.stringify({ code, message }));
  };

/** Begins to answer, then breaks the connection. */
export const breakAfter =
  (text: string): Answer =>
  (response) => {
    response.write(text, () => response.destroy());
  };

/** A data folder of its own, with the note of a daemon if there is one. */
export async function newDataFolder(daemon?: { pid?: number; url: string }): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'manyhands-cli-'));
  if (daemon) await writeFile(join(folder, 'daemon.json'), JSON.stringify({ pid: process.pid, ...daemon }));
  return folder;
}

type CommandOptions = Partial<Pick<Context, 'openDaemon'>> & {
  dataFolder: string;
  cacheFolder?: string;
  typed?: string;
  stdout?: Writable;
  /** Further variables of the environment. */
  env?: NodeJS.ProcessEnv;
  /** Whether a person sits at a terminal, who types and sees everything. */
  person?: boolean;
};

function openContext(options: CommandOptions) {
  const { dataFolder, cacheFolder = dataFolder, typed = '', stdout, openDaemon, person: isTTY } = options;
  const [out, err] = [collector(), collector()];
  const stdin = Object.assign(Readable.from([typed]).pipe(new PassThrough()), { isTTY });
  for (const { stream } of [out, err]) Object.assign(stream, { isTTY });
  const env = { NO_COLOR: '1', ...options.env };
  const context: Context = {
    terminal: openTerminal({ stdin, stdout: stdout ?? out.stream, stderr: err.stream, env }),
    env: { ...env, MANYHANDS_DATA: dataFolder, MANYHANDS_PORT: '0' },
    settings: () => ({ port: 0, dataFolder, cacheFolder }),
    openDaemon: openDaemon ?? (() => Promise.reject(new Error('No daemon was to be opened here.'))),
    exitCode: 0,
  };
  return { context, out, err };
}

/** Runs one command line in this process, with `typed` on its stdin; returns its exit code and output. */
export async function command(words: readonly string[], options: CommandOptions) {
  const { context, out, err } = openContext(options);
  const code = await runCommand(words, context);
  return { code, out: out.text(), err: err.text() };
}

/** All verbs of the command line, and the parts of those that have some: `review`, `review accept`. */
export async function listVerbs(): Promise<string[]> {
  const { commands } = await programFor(openContext({ dataFolder: '' }).context);
  return commands.flatMap((verb) => [verb.name(), ...verb.commands.map((part) => `${verb.name()} ${part.name()}`)]);
}

/** Runs the work with a fake server and a data folder that names it, then removes both. */
export async function withFakeServer<Result>(
  routes: Routes,
  work: (client: FakeServer, dataFolder: string) => Promise<Result>,
): Promise<Result> {
  const client = await openFakeServer(routes);
  const dataFolder = await newDataFolder({ url: client.url });
  try {
    return await work(client, dataFolder);
  } finally {
    await client.stop();
    await rm(dataFolder, { recursive: true, force: true });
  }
}

/** A stream that keeps what is written to it. */
export function collector() {
  let collected = '';
  const stream = new Writable({
    write(chunk, _encoding, done) {
      collected += chunk;
      done();
    },
  });
  return { stream, text: () => collected };
}

/** What that run was launched with. */
export const aPlan: LaunchPlan = {
  task: 'films',
  title: 'Films',
  items: 12,
  units: 36,
  keys: ['title'],
  currency: 'USD',
  unit_cents: 7,
  order: 'first in, first out',
  treatments: null,
  most_units: 36,
  ...{ requirements: [], onboarding: null, qualifications: [], creates: [] },
  max_cents: 252,
};

/** A launched run; what matters to a spec goes over it. */
export const aRun = (over: Partial<RunRow> = {}): RunRow => ({
  hidden: false,
  development: false,
  worker_identity: 'unsigned',
  id: 'films-x7k2p',
  task: 'films',
  title: 'Which kind of film is it?',
  status: 'launched',
  assignments: 4,
  units_per_assignment: 3,
  units: 12,
  open: 5,
  assigned: 1,
  completed: 6,
  accepted: 2,
  soft_rejected: 1,
  rejected: 1,
  expired: 0,
  ...noSpecialUnits,
  at_work: 1,
  problem: null,
  opened_at: '2026-03-01T09:00:00.000Z',
  launched_at: '2026-03-01T09:01:00.000Z',
  ended_at: null,
  worker_url: 'http://films-x7k2p.localhost:8400/',
  ...over,
});
