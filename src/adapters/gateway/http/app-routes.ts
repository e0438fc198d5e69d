import type { FastifyInstance } from 'fastify';
import type { Role } from '../../../api/endpoint.ts';
import { appRoutes } from './hosts.ts';

/** A route of the app, and the role it needs; `undefined` means that none was declared, and only owners may use it. */
export type AppRoute = { method: string; path: string; role: Role | 'anyone' | undefined };

/** Collects the app's routes that are added from now on. */
export function listRoutes(app: FastifyInstance): readonly AppRoute[] {
  const found: AppRoute[] = [];
  app.addHook('onRoute', ({ method, url, config }) => {
    if (!url.startsWith(`${appRoutes}/`)) return;
    for (const one of [method].flat()) {
      found.push({ method: one, path: url.slice(appRoutes.length), role: config?.role });
    }
  });
  return found;
}
