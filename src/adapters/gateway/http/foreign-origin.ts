import type { FastifyInstance } from 'fastify';
import type { Refusal } from '../../../actors/refusal.ts';
import { appOriginFor } from './hosts.ts';
import { refuse } from './refusals.ts';

/** Refuses changes from pages of other origins. */
export function refuseForeignOrigins(app: FastifyInstance, publicUrl: URL | undefined): void {
  app.addHook('onRequest', (request, _reply, done) => done(originRefusal(request, publicUrl)));
}

type Guarded = { method: string; headers: Record<string, string | string[] | undefined> };

/** The refusal for a change from a task page or another site; only the app's own pages and programs may change anything. */
function originRefusal({ method, headers }: Guarded, publicUrl?: URL): Refusal | undefined {
  if (method === 'GET' || method === 'HEAD') return undefined;
  const { origin, host } = headers;
  const site = headers['sec-fetch-site'];
  const foreign = origin !== undefined && origin !== appOriginFor(String(host), publicUrl);
  const isStranger = foreign || (site !== undefined && site !== 'same-origin' && site !== 'none');
  return isStranger ? refuse('request/foreign-origin') : undefined;
}
