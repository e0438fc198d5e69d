import { createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router';
import { quality, statistics } from '../../src/api/quality.ts';
import { ahead, askNow } from './ahead.ts';
import { questionOf } from './api.ts';
import { fetchDrawings } from './charts/drawings.tsx';
import { FaultPage, NotFoundPage } from './fault-page.tsx';
import { Overview } from './overview/overview.tsx';
import { reviewRoutes } from './review/routes.tsx';
import { rootRoute } from './root-route.tsx';
import { oneOf, parseSearch, type RawSearch, type ScopeSearch, scopeOf, stringifySearch, text } from './search.ts';
import { Waiting } from './waiting.tsx';

type QualitySearch = ScopeSearch & {
  question?: string;
  level?: 'nominal' | 'ordinal' | 'interval';
  method?: 'majority' | 'dawid-skene' | 'mace' | 'glad';
};
type OpinionsSearch = ScopeSearch & { kind?: 'opinion' | 'tip' | 'feedback' };

const getParentRoute = () => rootRoute;

/** What a screen with charts asks first. */
const withDrawings = (question: Parameters<typeof askNow>[0]) => {
  fetchDrawings();
  return askNow(question);
};

const overview = createRoute({ getParentRoute, path: '/', component: Overview });

const run = createRoute({
  getParentRoute,
  path: '/runs/$run',
  ...ahead((_, { run }: { run: string }) => withDrawings(questionOf(statistics, { query: { run } }))),
  component: lazyRouteComponent(() => import('./run/run-page.tsx'), 'RunPage'),
});

const qualityRoute = createRoute({
  getParentRoute,
  path: '/quality',
  validateSearch: (raw: RawSearch): QualitySearch => ({
    ...scopeOf(raw),
    question: text(raw.question),
    level: oneOf(raw.level, ['nominal', 'ordinal', 'interval'] as const),
    method: oneOf(raw.method, ['majority', 'dawid-skene', 'mace', 'glad'] as const),
  }),
  ...ahead((search) => withDrawings(questionOf(quality, { query: search }))),
  component: lazyRouteComponent(() => import('./quality/quality-page.tsx'), 'QualityPage'),
});

const statisticsRoute = createRoute({
  getParentRoute,
  path: '/statistics',
  validateSearch: scopeOf,
  ...ahead((search) => withDrawings(questionOf(statistics, { query: search }))),
  component: lazyRouteComponent(() => import('./statistics/statistics-page.tsx'), 'StatisticsPage'),
});

const opinions = createRoute({
  getParentRoute,
  path: '/opinions',
  validateSearch: (raw: RawSearch): OpinionsSearch => ({
    ...scopeOf(raw),
    kind: oneOf(raw.kind, ['opinion', 'tip', 'feedback'] as const),
  }),
  component: lazyRouteComponent(() => import('./opinions/opinions-page.tsx'), 'OpinionsPage'),
});

const exporting = createRoute({
  getParentRoute,
  path: '/export',
  validateSearch: scopeOf,
  component: lazyRouteComponent(() => import('./export/export-page.tsx'), 'ExportPage'),
});

const login = createRoute({
  getParentRoute,
  path: '/login',
  validateSearch: (raw: RawSearch): { next?: string; fault?: string } => ({
    next: text(raw.next),
    fault: text(raw.fault),
  }),
  component: lazyRouteComponent(() => import('./access/login-page.tsx'), 'LoginPage'),
});

const people = createRoute({
  getParentRoute,
  path: '/people',
  component: lazyRouteComponent(() => import('./access/people-page.tsx'), 'PeoplePage'),
});

/** All screens of the app and their addresses. */
export const router = createRouter({
  routeTree: rootRoute.addChildren([
    ...[overview, run, qualityRoute, statisticsRoute, opinions, exporting, login, people],
    ...reviewRoutes,
  ]),
  parseSearch,
  stringifySearch,
  defaultErrorComponent: FaultPage,
  defaultNotFoundComponent: NotFoundPage,
  defaultPendingComponent: Waiting,
  defaultPendingMs: 150,
  defaultPreload: 'intent',
  scrollRestoration: true,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
