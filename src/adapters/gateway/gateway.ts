import fastifyMultipart from '@fastify/multipart';
import fastifyStatic from '@fastify/static';
import type { FastifyRequest } from 'fastify';
import { putBack } from '../../api/recovery.ts';
import { isDamage } from '../../projections/store/database.ts';
import { configOf } from '../../runtime/open-run.ts';
import { openRates } from './access/rates.ts';
import { appOrigin } from './app-origin.ts';
import { listRoutes } from './http/app-routes.ts';
import { limitBodies } from './http/body-limit.ts';
import { answerErrors } from './http/errors.ts';
import { appRoutes, runUrl } from './http/hosts.ts';
import { type Gateway, listenAt, portOf } from './http/listen.ts';
import { refuse } from './http/refusals.ts';
import { waitForSlowUploads } from './http/slow-uploads.ts';
import { newApp } from './new-app.ts';
import { reviewViews } from './requester/review-views.ts';
import type { GatewaySettings } from './settings.ts';
import { errorReportPath, errorReports } from './worker/error-reports.ts';
import { openTurnedAway } from './worker/turned-away.ts';
import { openUploadLedger } from './worker/upload-ledger.ts';
import { messagesBodyBytes, messagesPath, workerMessages } from './worker/worker-messages.ts';
import { workerProtocol } from './worker/worker-protocol.ts';
import { workerSocket } from './worker/worker-socket.ts';

/** A door for browsers and programs: worker pages on each run's own origin, everything else on the house's. */
export async function openGateway(settings: GatewaySettings): Promise<Gateway> {
  const { access, port, maxBodyBytes, readModel, now } = settings;
  const { publicUrl, host } = access;
  const app = newApp(access, { bodyLimit: maxBodyBytes });
  let isClosing = false;
  const onClosing = () => {
    isClosing = true;
  };
  app.addHook('onRequest', (request, _reply, done) =>
    done(isClosing && !watched.includes(request.url) ? refuse('daemon/closing') : undefined),
  );
  answerErrors(app, (error) => {
    if (isDamage(error)) readModel.mend();
    settings.report(error);
  });
  await app.register(fastifyMultipart);
  limitBodies(app, (request) => limitOf(request, settings));
  await app.register(fastifyStatic, { root: settings.homeFolder, serve: false });

  // First of all routes: the plugin also turns away sockets that knock at the others, which would stay open for ever.
  await workerSocket(app, settings);
  const turnedAway = openTurnedAway(now);
  const rates = await openRates(app, access);
  const { files, uploadFolder: folder, onUnnamedFiles: onUnnamed } = settings;
  const uploads = { files, folder, ledger: openUploadLedger(folder), onUnnamed };
  await workerProtocol(app, { ...settings, turnedAway, rates, uploads });
  await errorReports(app, { ...settings, rates });
  workerMessages(app, settings);
  reviewViews(app, { ...settings, publicUrl });
  const routes = listRoutes(app);
  const urlOf = (runId: string) => runUrl(runId, portOf(app), publicUrl);
  // A scope of its own: what the house checks costs those who hand in work nothing.
  await app.register(async (app) => appOrigin(app, { ...settings, urlOf, turnedAway }));

  waitForSlowUploads(app.server);
  return listenAt(app, { port, host, routes, onClosing });
}

/** Commands of the house are small; what workers send may be as large as their run's config says, and files that owners send of any size. */
function limitOf({ url, params, routeOptions }: FastifyRequest, { runtime, maxBodyBytes }: GatewaySettings): number {
  if (routeOptions.config?.takes) return Number.POSITIVE_INFINITY;
  // Answers that come back may be as large as any was.
  if (url === `${appRoutes}${putBack.path}`) return maxBodyBytes;
  const { run } = params as { run?: string };
  if (!run || url.startsWith(appRoutes)) return commandBytes;
  if (url.endsWith(errorReportPath)) return maxBodyBytes;
  return url.endsWith(messagesPath) ? messagesBodyBytes : configOf(runtime.run(run)).max_answer_bytes;
}

/** What is answered until the very end. */
const watched = [`${appRoutes}/alive`, `${appRoutes}/ready`];

/** The largest command of the house, in bytes. */
const commandBytes = 1024 * 1024;
