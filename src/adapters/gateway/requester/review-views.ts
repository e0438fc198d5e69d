import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Refusal } from '../../../actors/refusal.ts';
import { partsOf, UnitId } from '../../../events/ids.ts';
import type { RunDescription } from '../../../runtime/calls.ts';
import { reviewFolderOf } from '../../tasks/review-view.ts';
import { hostName, runRoutes } from '../http/hosts.ts';
import type { RunDescriptions } from '../http/run-descriptions.ts';

type Settings = {
  describe: RunDescriptions;
  pageFolderOf: (runId: string) => string;
  /** The app's origin for browsers elsewhere, if it has one. */
  publicUrl?: URL;
  /** Other origins that may embed review views. */
  frameAncestors?: readonly string[];
};

/** The address of the task's review view of a unit, or null for a run without one. */
export type ReviewUrlOf = (unit: string) => Promise<string | null>;

const hasView = ({ config: { task_source_review, review_page } }: RunDescription): boolean =>
  task_source_review !== undefined || review_page !== undefined;

/** Returns the addresses of review views, on the origins of their runs. */
export const reviewUrls =
  (describe: RunDescriptions, urlOf: (runId: string) => string): ReviewUrlOf =>
  async (unit) => {
    const unitId = UnitId.safeParse(unit).data;
    const run = unitId && (await describe(partsOf(unitId).run).catch(nothingOfUnknown));
    return run && hasView(run) ? `${urlOf(run.run)}review/` : null;
  };

/** Ignores `run/unknown`: rows may show units of a quarantined run. */
function nothingOfUnknown(error: unknown): undefined {
  if (!(error instanceof Refusal && error.code === 'run/unknown')) throw error;
}

/** Serves a run's review view on the run's own origin; only the app may embed it. */
export function reviewViews(
  app: FastifyInstance,
  { describe, pageFolderOf, publicUrl, frameAncestors = [] }: Settings,
): void {
  const runIn = (request: FastifyRequest) => describe((request.params as { run: string }).run);

  async function send(request: FastifyRequest, reply: FastifyReply, path: string) {
    const run = await runIn(request);
    const folder = pageFolderOf(run.run);
    const ancestors = [ancestorsOf(request.headers.host, publicUrl), ...frameAncestors].join(' ');
    return hasView(run)
      ? reply.header('content-security-policy', `frame-ancestors ${ancestors}`).sendFile(path, reviewFolderOf(folder))
      : reply.header('content-security-policy', "frame-ancestors 'self'").sendFile(`review/${path}`, folder);
  }

  app.get(`${runRoutes}/review/`, (request, reply) => send(request, reply, 'index.html'));
  app.get(`${runRoutes}/review/*`, (request, reply) => send(request, reply, (request.params as { '*': string })['*']));
  // The address in Mephisto; its other files are below review/.
  app.get(`${runRoutes}/review.html`, async (request, reply) => {
    const run = await runIn(request);
    return hasView(run) ? reply.redirect('/review/') : reply.sendFile('review.html', pageFolderOf(run.run));
  });
}

/** The origins of the app that may embed a page of a run's or a draft's origin. */
export function ancestorsOf(host: string | undefined, publicUrl?: URL): string {
  if (publicUrl && hostName(host).endsWith(`.${publicUrl.hostname}`)) return publicUrl.origin;
  const port = /:\d+$/.exec(host ?? '')?.[0] ?? '';
  return ['localhost', '127.0.0.1'].map((name) => `http://${name}${port}`).join(' ');
}
