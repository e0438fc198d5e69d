import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { partsOf, UnitId } from '../../../events/ids.ts';
import type { OpenRun } from '../../../runtime/open-run.ts';
import { configOf } from '../../../runtime/open-run.ts';
import type { Runtime } from '../../../runtime/runtime.ts';
import { reviewFolderOf } from '../../tasks/review-view.ts';
import { hostName, runRoutes } from '../http/hosts.ts';

type Settings = {
  runtime: Runtime;
  pageFolderOf: (runId: string) => string;
  /** The public origin of the app, if it has one. */
  publicUrl?: URL;
};

const hasView = (run: OpenRun): boolean => {
  const { task_source_review, review_page } = configOf(run) ?? {};
  return task_source_review !== undefined || review_page !== undefined;
};

/** The address of the task's own view of a unit, on the run's origin; null for runs without one. */
export const reviewUrls =
  (runtime: Runtime, urlOf: (runId: string) => string) =>
  (unit: string): string | null => {
    const unitId = UnitId.safeParse(unit).data;
    const run = unitId && runtime.runs().find(({ runId }) => runId === partsOf(unitId).run);
    return run && hasView(run) ? `${urlOf(run.runId)}review/` : null;
  };

/** Serves a run's review view on the run's own origin; only the app may have it in a frame. */
export function reviewViews(app: FastifyInstance, { runtime, pageFolderOf, publicUrl }: Settings): void {
  const runIn = (request: FastifyRequest) => runtime.run((request.params as { run: string }).run);

  function send(request: FastifyRequest, reply: FastifyReply, path: string) {
    const run = runIn(request);
    const folder = pageFolderOf(run.runId);
    const seenBy = ancestorsOf(request.headers.host, publicUrl);
    return hasView(run)
      ? reply.header('content-security-policy', `frame-ancestors ${seenBy}`).sendFile(path, reviewFolderOf(folder))
      : reply.header('content-security-policy', "frame-ancestors 'self'").sendFile(`review/${path}`, folder);
  }

  app.get(`${runRoutes}/review/`, (request, reply) => send(request, reply, 'index.html'));
  app.get(`${runRoutes}/review/*`, (request, reply) => send(request, reply, (request.params as { '*': string })['*']));
  // Where Mephisto has it; files beside it lie below review/.
  app.get(`${runRoutes}/review.html`, (request, reply) =>
    hasView(runIn(request))
      ? reply.redirect('/review/')
      : reply.sendFile('review.html', pageFolderOf(runIn(request).runId)),
  );
}

/** The origins of the app, as a browser at the run's origin would write them. */
function ancestorsOf(host: string | undefined, publicUrl?: URL): string {
  if (publicUrl && hostName(host).endsWith(`.${publicUrl.hostname}`)) return publicUrl.origin;
  const port = /:\d+$/.exec(host ?? '')?.[0] ?? '';
  return ['localhost', '127.0.0.1'].map((name) => `http://${name}${port}`).join(' ');
}
