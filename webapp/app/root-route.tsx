import { createRootRoute } from '@tanstack/react-router';
import { FaultPage, NotFoundPage } from './fault-page.tsx';
import { Layout } from './layout.tsx';

/** The route above all others: the frame that every screen stands in. */
export const rootRoute = createRootRoute({
  component: Layout,
  errorComponent: FaultPage,
  notFoundComponent: NotFoundPage,
});
