import fastifyMultipart from '@fastify/multipart';
import fastifyStatic from '@fastify/static';
import type { FastifyRequest } from 'fastify';
import { putBack } from '../../api/recovery.ts';
import { isDamage } from '../../projections/store/database.ts';
import { openRates } from './access/rates.ts';
import { appOrigin } from './app-origin.ts';
import { listRoutes } from './http/app-routes.ts';
import { limitBodies } from './http/body-limit.ts';
import { answerErrors } from './http/errors.ts';
import { appRoutes, runUrl } from './http/hosts.ts';
import { type Gateway, listenAt, portOf } from './http/listen.ts';
import { refuse } from './http/refusals.ts';
import { type RunDescriptions, runDescriptions } from './http/run-descriptions.ts';
import { waitForSlowUploads } from './http/slow-uploads.ts';
import { openIdentity } from './identity/identity.ts';
import { openLinks } from './identity/open-link.ts';
import { signedTokens } from './identity/signed-tokens.ts';
import { newApp } from './new-app.ts';
import { draftPreviews } from './requester/draft-previews.ts';
import { reviewViews } from './requester/review-views.ts';
import type { GatewaySettings } from './settings.ts';
import { maxAnswerTextBytes } from './worker/answer-text.ts';
import { errorReportPath, errorReports } from './worker/error-reports.ts';
import { openPastUpdates } from './worker/past-updates.ts';
import { openPresence } from './worker/presence.ts';
import { openUploadLedger } from './worker/upload-ledger.ts';
import { messagesBodyBytes, messagesPath, workerMessages } from './worker/worker-messages.ts';
import { workerProtocol } from './worker/worker-protocol.ts';
import { workerSocket } from './worker/worker-socket.ts';

/** The HTTP gateway: worker pages on each run's own origin, everything else on the app's. */
export async function openGateway(settings: GatewaySettings): Promise<Gateway> {
  const { access, port, maxBodyBytes, readModel } = settings;
  const runs = settings.calls.run;
  const describe = runDescriptions(runs);
  const { publicUrl, host } = access;
  const tokens = signedTokens(settings.linkKey, settings.now);
  const presence = openPresence(runs, settings.now);
  const identity = openIdentity({ ...settings, tokens, onHeard: presence.heard });
  const pastUpdates = openPastUpdates({ ...settings, runs });
  const withRuns = { ...settings, runs, describe, identity, presence, publicUrl, pastUpdates };
  const app = newApp(access, { bodyLimit: maxBodyBytes });
  let isClosing = false;
  const onClosing = () => {
    isClosing = true;
  };
  app.addHook('onRequest', (request, _reply, done) =>
    done(isClosing && !probePaths.includes(request.url) ? refuse('daemon/closing') : undefined),
  );
  answerErrors(app, (error) => {
    if (isDamage(error)) readModel.mend();
    settings.report(error);
  });
  await app.register(fastifyMultipart);
  limitBodies(app, (request) => limitOf(request, describe, maxBodyBytes));
  await app.register(fastifyStatic, { root: settings.homeFolder, serve: false });

  // Before all other routes, since the plugin also rejects sockets on those, which would stay open for ever.
  await workerSocket(app, withRuns);
  const rates = await openRates(app, access);
  const { files, uploadFolder: folder, onUnnamedFiles: onUnnamed } = settings;
  const uploads = { files, folder, ledger: openUploadLedger(folder), onUnnamed };
  await workerProtocol(app, { ...withRuns, tokens, rates, uploads });
  await errorReports(app, { ...withRuns, rates });
  workerMessages(app, withRuns);
  reviewViews(app, withRuns);
  await draftPreviews(app, { ...settings, publicUrl });
  const routes = listRoutes(app);
  const urlOf = (runId: string) => runUrl(runId, portOf(app), publicUrl);
  const withLink = openLinks(runs, tokens);
  // A scope of its own, so that its hooks do not slow down workers' requests.
  await app.register(async (app) => appOrigin(app, { ...settings, urlOf, withLink, describe, tokens, presence }));

  waitForSlowUploads(app.server);
  return listenAt(app, { port, host, routes, onClosing });
}

/** The largest body, in bytes: small for commands, from the run's config for answers, unlimited for owners' files. */
function limitOf(
  { url, params, routeOptions }: FastifyRequest,
  describe: RunDescriptions,
  maxBodyBytes: number,
): number | Promise<number> {
  if (routeOptions.config?.takes) return Number.POSITIVE_INFINITY;
  // Recovered answers may be as large as answers.
  if (url === `${appRoutes}${putBack.path}`) return maxBodyBytes;
  const { run } = params as { run?: string };
  if (!run || url.startsWith(appRoutes)) return maxCommandBytes;
  if (url.endsWith(errorReportPath)) return maxBodyBytes;
  return url.endsWith(messagesPath)
    ? messagesBodyBytes
    : describe(run).then(({ config }) => Math.min(maxBodyBytes, maxAnswerTextBytes(config.max_answer_bytes)));
}

/** Probes get replies while the daemon closes. */
const probePaths = [`${appRoutes}/alive`, `${appRoutes}/ready`];

const maxCommandBytes = 1024 * 1024;
