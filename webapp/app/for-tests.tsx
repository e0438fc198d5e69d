import { MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { createBrowserHistory, createRouter, RouterProvider } from '@tanstack/react-router';
import { cleanup, configure, render } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import type { ReactNode } from 'react';
import { afterEach, beforeEach } from 'vitest';
import type { z } from 'zod';
import * as access from '../../src/api/access.ts';
import * as addedData from '../../src/api/added-data.ts';
import * as bonuses from '../../src/api/bonuses.ts';
import * as budgets from '../../src/api/budgets.ts';
import * as comments from '../../src/api/comments.ts';
import * as conversations from '../../src/api/conversations.ts';
import * as drafts from '../../src/api/drafts.ts';
import type { Endpoint, Role } from '../../src/api/endpoint.ts';
import * as exported from '../../src/api/exports.ts';
import * as invitations from '../../src/api/invitations.ts';
import { unknownKeys } from '../../src/api/known-keys.ts';
import * as launchAgain from '../../src/api/launch-again.ts';
import * as offers from '../../src/api/offers.ts';
import * as onboardings from '../../src/api/onboardings.ts';
import * as payouts from '../../src/api/payouts.ts';
import * as quality from '../../src/api/quality.ts';
import * as qualitySections from '../../src/api/quality-sections.ts';
import * as queue from '../../src/api/queue.ts';
import * as requesters from '../../src/api/requesters.ts';
import * as review from '../../src/api/review.ts';
import * as rules from '../../src/api/rules.ts';
import * as runCode from '../../src/api/run-code.ts';
import * as runConfig from '../../src/api/run-config.ts';
import * as runs from '../../src/api/runs.ts';
import * as tasks from '../../src/api/tasks.ts';
import * as timeline from '../../src/api/timeline.ts';
import * as unitColumns from '../../src/api/unit-columns.ts';
import * as units from '../../src/api/units.ts';
import * as verdicts from '../../src/api/verdicts.ts';
import * as webhooks from '../../src/api/webhooks.ts';
import * as workerNames from '../../src/api/worker-names.ts';
import * as workers from '../../src/api/workers.ts';
import { theme } from './components/theme.ts';
import { queryClient } from './data/api.ts';
import { dismissAll } from './data/notices.ts';
import { router } from './router.tsx';

/** A request that a screen sent, read by the shapes of its endpoint. */
type SentRequest = {
  name: string;
  params: Record<string, string>;
  query: Record<string, unknown>;
  body: unknown;
};
/** A refusal of the server: an HTTP status, a code for programs, a sentence for users. */
export type Refusal = { refused: { status: number; code: string; message: string } };
type Answer = (request: SentRequest) => unknown;
type Later<Value> = Value | Promise<Value>;

const isEndpoint = (value: unknown): value is Endpoint =>
  typeof value === 'object' && value !== null && 'path' in value && 'reply' in value;
const endpoints = [
  access,
  addedData,
  bonuses,
  budgets,
  comments,
  conversations,
  drafts,
  exported,
  invitations,
  launchAgain,
  offers,
  onboardings,
  payouts,
  quality,
  qualitySections,
  queue,
  review,
  runCode,
  rules,
  runConfig,
  runs,
  tasks,
  timeline,
  unitColumns,
  units,
  verdicts,
  workerNames,
  requesters,
  webhooks,
  workers,
]
  .flatMap((each) => Object.values(each))
  .filter(isEndpoint);

// Long enough for a busy machine.
configure({ asyncUtilTimeout: 50_000 });

let answers = new Map<string, Answer>();
let sent: SentRequest[] = [];

/** Sets the server's reply of an endpoint: a value, or a function of the request. */
export function answer<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, R extends z.ZodType>(
  { name }: Endpoint<P, Q, B, R>,
  reply: z.input<R> | Refusal | ((request: SentRequest) => Later<z.input<R> | Refusal>),
): void {
  answers.set(name, typeof reply === 'function' ? (reply as Answer) : () => reply);
}

/** Sets the lines with which the server replies to an endpoint that streams them. */
export function answerLines<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, R extends z.ZodType>(
  { name }: Endpoint<P, Q, B, R>,
  reply: (request: SentRequest) => readonly z.input<R>[],
): void {
  answers.set(name, reply);
}

/** A refusal as the server sends it. */
export const refusal = (code: string, message: string, status = 409): Refusal => ({
  refused: { status, code, message },
});

/** The requests to an endpoint so far, in order. */
export const sentTo = ({ name }: Pick<Endpoint, 'name'>): SentRequest[] => sent.filter((one) => one.name === name);

/** Signs in as an account with this role; `null` is a user who has to sign in. */
export const signIn = (role: Role | null, name = 'anna'): void =>
  answer(access.getMe, {
    name: role && name,
    by: role && `reviewer:${name}`,
    role,
    login: role ? 'password' : 'none',
    ways: ['password'],
  });

function paramsIn(pattern: string, path: string): Record<string, string> | undefined {
  const [names, parts] = [pattern.split('/'), path.split('/')];
  if (names.length !== parts.length) return undefined;
  const fits = names.every((name, at) => name.startsWith(':') || name === parts[at]);
  if (!fits) return undefined;
  const pairs = names.flatMap((name, at) => (name.startsWith(':') ? [[name.slice(1), parts[at] ?? '']] : []));
  return Object.fromEntries(pairs.map(([name, part]) => [name, decodeURIComponent(part as string)]));
}

/** The server: checks requests and replies against the schemas of the API, and throws if they do not match. */
async function fakeFetch(address: string | URL | Request, init: RequestInit = {}): Promise<Response> {
  const url = new URL(String(address), 'http://localhost:3000');
  const method = init.method ?? 'GET';
  for (const endpoint of endpoints) {
    const params = endpoint.method === method ? paramsIn(endpoint.path, url.pathname) : undefined;
    if (!params) continue;
    const query = Object.fromEntries(url.searchParams);
    const [unknown] = unknownKeys(endpoint, query);
    if (unknown) throw new Error(`${endpoint.name} has no key "${unknown}" in its query.`);
    endpoint.query?.parse(query);
    const body = init.body instanceof Blob ? init.body : init.body && JSON.parse(String(init.body));
    endpoint.body?.parse(body);
    const request = { name: endpoint.name, params, query, body };
    sent.push(request);
    const reply = await answers.get(endpoint.name)?.(request);
    if (reply === undefined) throw new Error(`This spec has no answer to ${method} ${url.pathname}.`);
    if (isRefusal(reply)) return Response.json(reply.refused, { status: reply.refused.status });
    if (endpoint.streams === 'lines') return linesOf((reply as unknown[]).map((line) => endpoint.reply.parse(line)));
    return Response.json(endpoint.reply.parse(reply));
  }
  throw new Error(`The API has no ${method} ${url.pathname}.`);
}

const isRefusal = (reply: unknown): reply is Refusal =>
  typeof (reply as Partial<Refusal> | null)?.refused?.status === 'number';
const linesOf = (lines: unknown[]) => new Response(lines.map((line) => `${JSON.stringify(line)}\n`).join(''));

/** Live updates that never come. */
class SilentEvents {
  static readonly CLOSED = 2;
  readyState = 0;
  addEventListener(): void {}
  close(): void {}
}

/** Sizes that never change. */
class SilentResizes {
  observe(): void {}
  unobserve(): void {}
  disconnect(): void {}
}

/**
 * happy-dom has no layout: all elements get a size, so that long lists draw their rows. Style sheets are not loaded here, so
 * only the styles in attributes count, which is much faster.
 */
function mendLayout(): void {
  Object.assign(document, { fonts: new EventTarget() });
  Object.assign(document.defaultView ?? {}, { ResizeObserver: SilentResizes });
  window.getComputedStyle = (element) => (element as HTMLElement).style;
  for (const side of ['offset', 'client'])
    for (const [length, pixels] of [['Height', 800] as const, ['Width', 1000] as const])
      Object.defineProperty(HTMLElement.prototype, side + length, { configurable: true, get: () => pixels });
}

beforeEach(() => {
  answers = new Map();
  sent = [];
  Object.assign(globalThis, { fetch: fakeFetch, EventSource: SilentEvents, ResizeObserver: SilentResizes });
  mendLayout();
  signIn('owner');
  answer(workerNames.workerNames, { names: [] });
  answer(conversations.listConversations, {
    conversations: [],
    counts: { waiting: 0, empty: 0, talking: 0, ended: 0 },
    sequence: 1,
  });
  answer(offers.listOffers, { offers: [], approves_by_itself: { count: 0, next: null } });
  answer(budgets.listBudgets, { budgets: [] });
  answer(rules.listRules, { rules: [], sequence: 1 });
  answer(rules.listAppliedRules, { applied: [], sequence: 1 });
  answer(runs.overview, { runs: [], problems: [], dashboard_url: null, sequence: 1 });
});
afterEach(() => {
  cleanup();
  queryClient.clear();
  localStorage.clear();
  dismissAll();
});

/** Renders parts of the app without a screen. */
export function show(parts: ReactNode) {
  render(
    <MantineProvider theme={theme} env="test">
      <QueryClientProvider client={queryClient}>{parts}</QueryClientProvider>
    </MantineProvider>,
  );
  return userEvent.setup({ delay: null, pointerEventsCheck: 0 });
}

/** Opens the app at an address; returns the simulated user. A slow device shows the pending page of whatever does not load at once. */
export function openApp(address: string, { isSlow = false } = {}) {
  window.history.replaceState(null, '', address);
  const options = { ...router.options, history: createBrowserHistory(), ...(isSlow ? { defaultPendingMs: 0 } : {}) };
  return show(<RouterProvider router={createRouter(options) as unknown as typeof router} />);
}

/** The query string of the address. */
export const addressSearch = (): Record<string, string> =>
  Object.fromEntries(new URLSearchParams(window.location.search));
