import { createRootRoute } from '@tanstack/react-router';
import { FaultPage, NotFoundPage } from './fault-page.tsx';
import { Layout } from './layout.tsx';

/** The root route: the frame around every screen. */
export const rootRoute = createRootRoute({
  component: Layout,
  errorComponent: FaultPage,
  notFoundComponent: NotFoundPage,
});
