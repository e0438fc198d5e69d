import type { FastifyInstance } from 'fastify';

type Route = { method: string; fits: RegExp };

/** Collects the routes that are added from now on; returns a function that lists the methods of an address. */
export function listMethods(app: FastifyInstance): (path: string) => string[] {
  const routes: Route[] = [];
  app.addHook('onRoute', ({ method, url }) => {
    // A route for every other address says nothing about one of them.
    if (url.endsWith('*')) return;
    const pattern = url.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replace(/:\w+/g, '[^/]+');
    for (const one of [method].flat()) routes.push({ method: one, fits: new RegExp(`^${pattern}$`) });
  });
  return (path) => [...new Set(routes.flatMap(({ method, fits }) => (fits.test(path) ? method : [])))].sort();
}
