import { createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router';
import { Waiting } from './components/waiting.tsx';
import { withPrefetch } from './data/prefetch.ts';
import { parseSearch, stringifySearch } from './data/search.ts';
import { FaultPage, NotFoundPage } from './fault-page.tsx';
import { Overview } from './overview/overview.tsx';
import { rootRoute } from './root-route.tsx';
import { screens } from './screens.ts';

const getParentRoute = () => rootRoute;
const overview = createRoute({ getParentRoute, path: '/', component: Overview });

const run = createRoute({
  getParentRoute,
  path: screens.run.path,
  ...withPrefetch(screens.run),
  component: lazyRouteComponent(screens.run.load, 'RunPage'),
});

const invitations = createRoute({
  getParentRoute,
  path: screens.invitations.path,
  ...withPrefetch(screens.invitations),
  component: lazyRouteComponent(screens.invitations.load, 'InvitationsPage'),
});

const conversations = createRoute({
  getParentRoute,
  path: screens.conversations.path,
  validateSearch: screens.conversations.read,
  ...withPrefetch(screens.conversations),
  component: lazyRouteComponent(screens.conversations.load, 'ConversationsPage'),
});

const conversation = createRoute({
  getParentRoute,
  path: screens.conversation.path,
  ...withPrefetch(screens.conversation),
  component: lazyRouteComponent(screens.conversation.load, 'ConversationPage'),
});

const tasks = createRoute({
  getParentRoute,
  path: screens.tasks.path,
  ...withPrefetch(screens.tasks),
  component: lazyRouteComponent(screens.tasks.load, 'TasksPage'),
});

const newTask = createRoute({
  getParentRoute,
  path: screens.newTask.path,
  component: lazyRouteComponent(screens.newTask.load, 'NewTaskPage'),
});

const quality = createRoute({
  getParentRoute,
  path: screens.quality.path,
  validateSearch: screens.quality.read,
  ...withPrefetch(screens.quality),
  component: lazyRouteComponent(screens.quality.load, 'QualityPage'),
});

const statistics = createRoute({
  getParentRoute,
  path: screens.statistics.path,
  validateSearch: screens.statistics.read,
  ...withPrefetch(screens.statistics),
  component: lazyRouteComponent(screens.statistics.load, 'StatisticsPage'),
});

const opinions = createRoute({
  getParentRoute,
  path: screens.opinions.path,
  validateSearch: screens.opinions.read,
  ...withPrefetch(screens.opinions),
  component: lazyRouteComponent(screens.opinions.load, 'OpinionsPage'),
});

const exporting = createRoute({
  getParentRoute,
  path: screens.exporting.path,
  validateSearch: screens.exporting.read,
  component: lazyRouteComponent(screens.exporting.load, 'ExportPage'),
});

const login = createRoute({
  getParentRoute,
  path: screens.login.path,
  validateSearch: screens.login.read,
  component: lazyRouteComponent(screens.login.load, 'LoginPage'),
});

const pay = createRoute({
  getParentRoute,
  path: screens.pay.path,
  validateSearch: screens.pay.read,
  component: lazyRouteComponent(screens.pay.load, 'PayPage'),
});

const requesters = createRoute({
  getParentRoute,
  path: screens.requesters.path,
  component: lazyRouteComponent(screens.requesters.load, 'RequestersPage'),
});

const webhooks = createRoute({
  getParentRoute,
  path: screens.webhooks.path,
  component: lazyRouteComponent(screens.webhooks.load, 'WebhooksPage'),
});

const users = createRoute({
  getParentRoute,
  path: screens.users.path,
  component: lazyRouteComponent(screens.users.load, 'UsersPage'),
});

const review = createRoute({
  getParentRoute,
  path: screens.review.path,
  validateSearch: screens.review.read,
  ...withPrefetch(screens.review),
  component: lazyRouteComponent(screens.review.load, 'ReviewPage'),
});

const decisions = createRoute({
  getParentRoute,
  path: screens.decisions.path,
  validateSearch: screens.decisions.read,
  ...withPrefetch(screens.decisions),
  component: lazyRouteComponent(screens.decisions.load, 'DecisionsPage'),
});

const units = createRoute({
  getParentRoute,
  path: screens.units.path,
  validateSearch: screens.units.read,
  ...withPrefetch(screens.units),
  component: lazyRouteComponent(screens.units.load, 'UnitsPage'),
});

const unit = createRoute({
  getParentRoute,
  path: screens.unit.path,
  ...withPrefetch(screens.unit),
  component: lazyRouteComponent(screens.unit.load, 'UnitPage'),
});

const timeline = createRoute({
  getParentRoute,
  path: screens.timeline.path,
  validateSearch: screens.timeline.read,
  ...withPrefetch(screens.timeline),
  component: lazyRouteComponent(screens.timeline.load, 'TimelinePage'),
});

const items = createRoute({
  getParentRoute,
  path: screens.items.path,
  validateSearch: screens.items.read,
  ...withPrefetch(screens.items),
  component: lazyRouteComponent(screens.items.load, 'ItemsPage'),
});

const workers = createRoute({
  getParentRoute,
  path: screens.workers.path,
  validateSearch: screens.workers.read,
  ...withPrefetch(screens.workers),
  component: lazyRouteComponent(screens.workers.load, 'WorkersPage'),
});

const worker = createRoute({
  getParentRoute,
  path: screens.worker.path,
  ...withPrefetch(screens.worker),
  component: lazyRouteComponent(screens.worker.load, 'WorkerPage'),
});

const qualifications = createRoute({
  getParentRoute,
  path: screens.qualifications.path,
  ...withPrefetch(screens.qualifications),
  component: lazyRouteComponent(screens.qualifications.load, 'QualificationsPage'),
});

const qualification = createRoute({
  getParentRoute,
  path: screens.qualification.path,
  validateSearch: screens.qualification.read,
  component: lazyRouteComponent(screens.qualification.load, 'QualificationPage'),
});

/** All screens of the app and their addresses. */
export const router = createRouter({
  routeTree: rootRoute.addChildren([
    ...[
      overview,
      run,
      invitations,
      conversations,
      conversation,
      tasks,
      newTask,
      quality,
      statistics,
      opinions,
      exporting,
      pay,
      requesters,
      webhooks,
      login,
      users,
    ],
    ...[review, decisions, units, unit, timeline, items, workers, worker, qualifications, qualification],
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
