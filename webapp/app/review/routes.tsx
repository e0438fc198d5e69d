import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from '../root-route.tsx';

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
    component: lazyRouteComponent(() => import('./queue/review-page.tsx'), 'ReviewPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/units',
    validateSearch,
    component: lazyRouteComponent(() => import('./units/units-page.tsx'), 'UnitsPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/units/$unit',
    component: lazyRouteComponent(() => import('./units/unit-page.tsx'), 'UnitPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/items',
    validateSearch,
    component: lazyRouteComponent(() => import('./items/items-page.tsx'), 'ItemsPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/workers',
    validateSearch,
    component: lazyRouteComponent(() => import('./workers/workers-page.tsx'), 'WorkersPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/workers/$worker',
    component: lazyRouteComponent(() => import('./workers/worker-page.tsx'), 'WorkerPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/qualifications',
    component: lazyRouteComponent(() => import('./qualifications/qualifications-page.tsx'), 'QualificationsPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/qualifications/$qualification',
    validateSearch,
    component: lazyRouteComponent(() => import('./qualifications/qualification-page.tsx'), 'QualificationPage'),
  }),
] as const;
