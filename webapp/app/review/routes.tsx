import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { getWorker, listQualifications } from '../../../src/api/workers.ts';
import { ahead, askNow, askPagesNow } from '../ahead.ts';
import { questionOf } from '../api.ts';
import { rootRoute } from '../root-route.tsx';
import { unitQuestion } from './asking.ts';
import { itemsAsked, readItemsAddress } from './items/asked.ts';
import { reviewAhead } from './queue/asked.ts';
import { readUnitsAddress, unitsAsked } from './units/asked.ts';
import { readWorkersAddress, workersAsked } from './workers/asked.ts';

const getParentRoute = () => rootRoute;
type Search = Record<string, string | undefined>;
/** The screens check what the address says themselves. */
const validateSearch = (raw: Record<string, unknown>): Search => raw as Search;

/** The screens on which work is judged, and those of workers and their qualifications. */
export const reviewRoutes = [
  createRoute({
    getParentRoute,
    path: '/review',
    validateSearch,
    ...ahead(reviewAhead),
    component: lazyRouteComponent(() => import('./queue/review-page.tsx'), 'ReviewPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/units',
    validateSearch,
    ...ahead((search) => askPagesNow(unitsAsked(readUnitsAddress(search)))),
    component: lazyRouteComponent(() => import('./units/units-page.tsx'), 'UnitsPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/units/$unit',
    ...ahead((_, { unit }: { unit: string }) => askNow(unitQuestion(unit))),
    component: lazyRouteComponent(() => import('./units/unit-page.tsx'), 'UnitPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/items',
    validateSearch,
    ...ahead((search) => askPagesNow(itemsAsked(readItemsAddress(search)))),
    component: lazyRouteComponent(() => import('./items/items-page.tsx'), 'ItemsPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/workers',
    validateSearch,
    ...ahead((search) => askPagesNow(workersAsked(readWorkersAddress(search)))),
    component: lazyRouteComponent(() => import('./workers/workers-page.tsx'), 'WorkersPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/workers/$worker',
    ...ahead((_, { worker }: { worker: string }) => askNow(questionOf(getWorker, { params: { worker } }))),
    component: lazyRouteComponent(() => import('./workers/worker-page.tsx'), 'WorkerPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/qualifications',
    ...ahead(() => askNow(questionOf(listQualifications, {}))),
    component: lazyRouteComponent(() => import('./qualifications/qualifications-page.tsx'), 'QualificationsPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/qualifications/$qualification',
    validateSearch,
    component: lazyRouteComponent(() => import('./qualifications/qualification-page.tsx'), 'QualificationPage'),
  }),
] as const;
