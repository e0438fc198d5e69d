import { listInvitations } from '../../src/api/invitations.ts';
import { quality, statistics } from '../../src/api/quality.ts';
import { listTasks } from '../../src/api/tasks.ts';
import { getWorker, listQualifications } from '../../src/api/workers.ts';
import { preloadCharts } from './charts/lazy-charts.tsx';
import { conversationsQuery, readConversationsAddress, watchedConversation } from './conversations/query.ts';
import { queryOf } from './data/api.ts';
import { prefetch, prefetchPages } from './data/prefetch.ts';
import { unitQuery } from './data/queries.ts';
import { type RawSearch, scopeOf, text } from './data/search.ts';
import { readInvitationsAddress } from './invitations/address.ts';
import { opinionsQuery, readOpinionsAddress } from './opinions/query.ts';
import { qualityQuery, readQualityAddress } from './quality/query.ts';
import { decisionsQuery, readDecisionsAddress } from './review/decisions/query.ts';
import { itemsQuery, readItemsAddress } from './review/items/query.ts';
import { prefetchReview } from './review/queue/query.ts';
import { readUnitsAddress, unitsQuery } from './review/units/query.ts';
import { readWorkersAddress, workersQuery } from './review/workers/query.ts';
import { readTimelineAddress, timelineQuery } from './timeline/query.ts';

/** A screen whose code is loaded on the first visit. */
type Screen<Path extends string, Search, Params, Module> = {
  /** Its path; `$name` is a parameter. */
  path: Path;
  /** Parses a query string. */
  read: (raw: RawSearch) => Search;
  load: () => Promise<Module>;
  /** Prefetches the data of the first view. */
  prefetch?: (search: Search, params: Params) => unknown;
};
type AnyParams = Readonly<Record<string, string>>;

const screen = <const Path extends string, Search, Module, Params = unknown>(
  one: Screen<Path, Search, Params, Module>,
) => one;

/** The review screens check the query parameters themselves. */
const unchecked = (raw: RawSearch) => raw as Record<string, string | undefined>;
const nothing = () => ({});

/** Prefetches the data of a screen with charts. */
const withCharts = (query: Parameters<typeof prefetch>[0]) => {
  preloadCharts();
  return prefetch(query);
};

/** All screens except the overview, which is part of the frame. */
export const screens = {
  run: screen({
    path: '/runs/$run',
    read: nothing,
    load: () => import('./run/run-page.tsx'),
    prefetch: (_, { run }: { run: string }) => withCharts(queryOf(statistics, { query: { run } })),
  }),
  invitations: screen({
    path: '/runs/$run/invitations',
    read: readInvitationsAddress,
    load: () => import('./invitations/invitations-page.tsx'),
    prefetch: (_, { run }: { run: string }) => prefetch(queryOf(listInvitations, { params: { run } })),
  }),
  conversations: screen({
    path: '/runs/$run/conversations',
    read: readConversationsAddress,
    load: () => import('./conversations/conversations-page.tsx'),
    prefetch: (search, { run }: { run: string }) => prefetchPages(conversationsQuery(run, search)),
  }),
  conversation: screen({
    path: '/conversations/$conversation',
    read: nothing,
    load: () => import('./conversations/conversation-page.tsx'),
    prefetch: (_, { conversation }: { conversation: string }) => prefetch(watchedConversation(conversation).query),
  }),
  tasks: screen({
    path: '/tasks',
    read: nothing,
    load: () => import('./tasks/tasks-page.tsx'),
    prefetch: () => prefetch(queryOf(listTasks, {})),
  }),
  newTask: screen({ path: '/tasks/new', read: nothing, load: () => import('./tasks/new/new-task-page.tsx') }),
  quality: screen({
    path: '/quality',
    read: readQualityAddress,
    load: () => import('./quality/quality-page.tsx'),
    prefetch: (search) => withCharts(queryOf(quality, { query: qualityQuery(search) })),
  }),
  statistics: screen({
    path: '/statistics',
    read: scopeOf,
    load: () => import('./statistics/statistics-page.tsx'),
    prefetch: (query) => withCharts(queryOf(statistics, { query })),
  }),
  opinions: screen({
    path: '/opinions',
    read: readOpinionsAddress,
    load: () => import('./opinions/opinions-page.tsx'),
    prefetch: (search) => prefetchPages(opinionsQuery(search)),
  }),
  exporting: screen({ path: '/export', read: scopeOf, load: () => import('./export/export-page.tsx') }),
  login: screen({
    path: '/login',
    read: (raw): { next?: string; fault?: string } => ({ next: text(raw.next), fault: text(raw.fault) }),
    load: () => import('./access/login-page.tsx'),
  }),
  pay: screen({
    path: '/pay',
    read: unchecked,
    load: () => import('./pay/pay-page.tsx'),
  }),
  requesters: screen({
    path: '/requesters',
    read: nothing,
    load: () => import('./requesters/requesters-page.tsx'),
  }),
  webhooks: screen({ path: '/webhooks', read: nothing, load: () => import('./webhooks/webhooks-page.tsx') }),
  users: screen({ path: '/users', read: nothing, load: () => import('./access/users-page.tsx') }),
  review: screen({
    path: '/review',
    read: unchecked,
    load: () => import('./review/queue/review-page.tsx'),
    prefetch: prefetchReview,
  }),
  decisions: screen({
    path: '/review/decisions',
    read: unchecked,
    load: () => import('./review/decisions/decisions-page.tsx'),
    prefetch: (search) => prefetchPages(decisionsQuery(readDecisionsAddress(search))),
  }),
  units: screen({
    path: '/units',
    read: unchecked,
    load: () => import('./review/units/units-page.tsx'),
    prefetch: (search) => prefetchPages(unitsQuery(readUnitsAddress(search))),
  }),
  unit: screen({
    path: '/units/$unit',
    read: nothing,
    load: () => import('./review/units/unit-page.tsx'),
    prefetch: (_, { unit }: { unit: string }) => prefetch(unitQuery(unit)),
  }),
  timeline: screen({
    path: '/timeline/$id',
    read: unchecked,
    load: () => import('./timeline/timeline-page.tsx'),
    prefetch: (search, { id }: { id: string }) => prefetchPages(timelineQuery(id, readTimelineAddress(search))),
  }),
  items: screen({
    path: '/items',
    read: unchecked,
    load: () => import('./review/items/items-page.tsx'),
    prefetch: (search) => prefetchPages(itemsQuery(readItemsAddress(search))),
  }),
  workers: screen({
    path: '/workers',
    read: unchecked,
    load: () => import('./review/workers/workers-page.tsx'),
    prefetch: (search) => prefetchPages(workersQuery(readWorkersAddress(search))),
  }),
  worker: screen({
    path: '/workers/$worker',
    read: nothing,
    load: () => import('./review/workers/worker-page.tsx'),
    prefetch: (_, { worker }: { worker: string }) => prefetch(queryOf(getWorker, { params: { worker } })),
  }),
  qualifications: screen({
    path: '/qualifications',
    read: nothing,
    load: () => import('./review/qualifications/qualifications-page.tsx'),
    prefetch: () => prefetch(queryOf(listQualifications, {})),
  }),
  qualification: screen({
    path: '/qualifications/$qualification',
    read: unchecked,
    load: () => import('./review/qualifications/qualification-page.tsx'),
  }),
};

/** The screen of a URL with its parameters, if there is one. */
export function screenAt(
  pathname: string,
): { load: () => Promise<unknown>; prefetch: (raw: RawSearch) => unknown } | undefined {
  for (const { path, read, load, prefetch: start } of Object.values(screens) as Screen<
    string,
    unknown,
    AnyParams,
    unknown
  >[]) {
    const params = paramsIn(path, pathname);
    if (params) return { load, prefetch: (raw) => start?.(read(raw), params) };
  }
  return undefined;
}

/** The parameters of a pathname by the pattern of a path; undefined if it does not match. */
function paramsIn(path: string, pathname: string): AnyParams | undefined {
  const [pattern, actual] = [path, pathname].map((one) => one.split('/').filter(Boolean)) as [string[], string[]];
  if (pattern.length !== actual.length) return undefined;
  const params: Record<string, string> = {};
  for (const [place, part] of pattern.entries()) {
    const value = actual[place] as string;
    if (part.startsWith('$')) params[part.slice(1)] = decoded(value);
    else if (part !== value) return undefined;
  }
  return params;
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
