import { quality, statistics } from '../../src/api/quality.ts';
import { getWorker, listQualifications } from '../../src/api/workers.ts';
import { fetchDrawings } from './charts/drawings.tsx';
import { questionOf } from './data/api.ts';
import { askNow, askPagesNow } from './data/prefetch.ts';
import { unitQuestion } from './data/queries.ts';
import { type RawSearch, scopeOf, text } from './data/search.ts';
import { opinionsAsked, readOpinionsAddress } from './opinions/query.ts';
import { readQualityAddress } from './quality/query.ts';
import { itemsAsked, readItemsAddress } from './review/items/query.ts';
import { reviewAhead } from './review/queue/query.ts';
import { readUnitsAddress, unitsAsked } from './review/units/query.ts';
import { readWorkersAddress, workersAsked } from './review/workers/query.ts';

/** A screen whose code comes when somebody goes there. */
type Screen<Path extends string, Search, Params, Module> = {
  /** Its address; `$name` stands for what differs from one to the other. */
  path: Path;
  /** Reads what stands behind the `?`. */
  read: (raw: RawSearch) => Search;
  load: () => Promise<Module>;
  /** Asks for what it shows first. */
  ask?: (search: Search, params: Params) => unknown;
};
type AnyParams = Readonly<Record<string, string>>;

const screen = <const Path extends string, Search, Module, Params = unknown>(
  one: Screen<Path, Search, Params, Module>,
) => one;

/** The screens around the review check what the address says themselves. */
const asItIs = (raw: RawSearch) => raw as Record<string, string | undefined>;
const nothing = () => ({});

/** What a screen with charts asks first. */
const withDrawings = (question: Parameters<typeof askNow>[0]) => {
  fetchDrawings();
  return askNow(question);
};

/** All screens but the overview, which is part of the frame. */
export const screens = {
  run: screen({
    path: '/runs/$run',
    read: nothing,
    load: () => import('./run/run-page.tsx'),
    ask: (_, { run }: { run: string }) => withDrawings(questionOf(statistics, { query: { run } })),
  }),
  quality: screen({
    path: '/quality',
    read: readQualityAddress,
    load: () => import('./quality/quality-page.tsx'),
    ask: (query) => withDrawings(questionOf(quality, { query })),
  }),
  statistics: screen({
    path: '/statistics',
    read: scopeOf,
    load: () => import('./statistics/statistics-page.tsx'),
    ask: (query) => withDrawings(questionOf(statistics, { query })),
  }),
  opinions: screen({
    path: '/opinions',
    read: readOpinionsAddress,
    load: () => import('./opinions/opinions-page.tsx'),
    ask: (search) => askPagesNow(opinionsAsked(search)),
  }),
  exporting: screen({ path: '/export', read: scopeOf, load: () => import('./export/export-page.tsx') }),
  login: screen({
    path: '/login',
    read: (raw): { next?: string; fault?: string } => ({ next: text(raw.next), fault: text(raw.fault) }),
    load: () => import('./access/login-page.tsx'),
  }),
  users: screen({ path: '/users', read: nothing, load: () => import('./access/users-page.tsx') }),
  review: screen({
    path: '/review',
    read: asItIs,
    load: () => import('./review/queue/review-page.tsx'),
    ask: reviewAhead,
  }),
  units: screen({
    path: '/units',
    read: asItIs,
    load: () => import('./review/units/units-page.tsx'),
    ask: (search) => askPagesNow(unitsAsked(readUnitsAddress(search))),
  }),
  unit: screen({
    path: '/units/$unit',
    read: nothing,
    load: () => import('./review/units/unit-page.tsx'),
    ask: (_, { unit }: { unit: string }) => askNow(unitQuestion(unit)),
  }),
  items: screen({
    path: '/items',
    read: asItIs,
    load: () => import('./review/items/items-page.tsx'),
    ask: (search) => askPagesNow(itemsAsked(readItemsAddress(search))),
  }),
  workers: screen({
    path: '/workers',
    read: asItIs,
    load: () => import('./review/workers/workers-page.tsx'),
    ask: (search) => askPagesNow(workersAsked(readWorkersAddress(search))),
  }),
  worker: screen({
    path: '/workers/$worker',
    read: nothing,
    load: () => import('./review/workers/worker-page.tsx'),
    ask: (_, { worker }: { worker: string }) => askNow(questionOf(getWorker, { params: { worker } })),
  }),
  qualifications: screen({
    path: '/qualifications',
    read: nothing,
    load: () => import('./review/qualifications/qualifications-page.tsx'),
    ask: () => askNow(questionOf(listQualifications, {})),
  }),
  qualification: screen({
    path: '/qualifications/$qualification',
    read: asItIs,
    load: () => import('./review/qualifications/qualification-page.tsx'),
  }),
};

/** The way to a screen with what its address says, if there is such a screen. */
export function screenAt(
  pathname: string,
): { load: () => Promise<unknown>; ask: (raw: RawSearch) => unknown } | undefined {
  for (const { path, read, load, ask } of Object.values(screens) as Screen<string, unknown, AnyParams, unknown>[]) {
    const params = paramsIn(path, pathname);
    if (params) return { load, ask: (raw) => ask?.(read(raw), params) };
  }
  return undefined;
}

/** What stands in a pathname where a path says `$name`; undefined where the two do not fit. */
function paramsIn(path: string, pathname: string): AnyParams | undefined {
  const [wanted, given] = [path, pathname].map((one) => one.split('/').filter(Boolean)) as [string[], string[]];
  if (wanted.length !== given.length) return undefined;
  const params: Record<string, string> = {};
  for (const [place, part] of wanted.entries()) {
    const said = given[place] as string;
    if (part.startsWith('$')) params[part.slice(1)] = decoded(said);
    else if (part !== said) return undefined;
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
