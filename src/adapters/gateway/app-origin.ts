import type { FastifyInstance } from 'fastify';
import { wellFormed } from '../../events/well-formed.ts';
import { openAccessApi } from './access/access-api.ts';
import { fileSender } from './http/file-sender.ts';
import { refuseForeignOrigins } from './http/foreign-origin.ts';
import type { RunDescriptions } from './http/run-descriptions.ts';
import type { WithLink } from './identity/open-link.ts';
import type { SignedTokens } from './identity/signed-tokens.ts';
import { workPages } from './identity/work-pages.ts';
import { mephistoApi } from './mephisto/mephisto-api.ts';
import { docsPages } from './reading/docs-pages.ts';
import { archivesApi } from './requester/api-archives.ts';
import { exportApi } from './requester/api-exports.ts';
import { filesApi } from './requester/api-files.ts';
import { healthApi } from './requester/api-health.ts';
import { invitationsApi } from './requester/api-invitations.ts';
import { logApi } from './requester/api-log.ts';
import { metricsApi } from './requester/api-metrics.ts';
import { onboardingsApi } from './requester/api-onboardings.ts';
import { openApiPage } from './requester/api-openapi.ts';
import { qualificationsApi } from './requester/api-qualifications.ts';
import { qualityApi } from './requester/api-quality.ts';
import { queueApi } from './requester/api-queue.ts';
import { recoveryApi } from './requester/api-recovery.ts';
import { reviewApi } from './requester/api-review.ts';
import { rulesApi } from './requester/api-rules.ts';
import { runsApi } from './requester/api-runs.ts';
import { tasksApi } from './requester/api-tasks.ts';
import { unitsApi } from './requester/api-units.ts';
import { verdictsApi } from './requester/api-verdicts.ts';
import { workersApi } from './requester/api-workers.ts';
import { appPages } from './requester/app-pages.ts';
import { openLaunching } from './requester/launching.ts';
import { liveApi } from './requester/live.ts';
import { overviewOf } from './requester/overview.ts';
import { reviewUrls } from './requester/review-views.ts';
import type { GatewaySettings } from './settings.ts';
import type { Presence } from './worker/presence.ts';

type Settings = GatewaySettings & {
  urlOf: (runId: string) => string;
  describe: RunDescriptions;
  tokens: SignedTokens;
  withLink: WithLink;
  presence: Pick<Presence, 'count'>;
};

/** Everything on the app's own origin: sign-in, the requester's app, and the API. */
export async function appOrigin(app: FastifyInstance, settings: Settings): Promise<void> {
  const { readModel, access, urlOf, describe } = settings;
  const { analyst } = settings;
  refuseForeignOrigins(app, access.publicUrl);
  // Reviewers' texts become columns of the rows, which hold UTF-8.
  app.addHook('preValidation', async (request) => {
    request.body = wellFormed(request.body);
  });
  const cookies = await openAccessApi(app, access);
  workPages(app, { ...settings, cookies });
  docsPages(app);
  appPages(app);
  const overview = overviewOf(settings);
  const sendLaunch = openLaunching(settings);
  runsApi(app, { ...settings, overview, sendLaunch });
  invitationsApi(app, settings);
  await tasksApi(app, { ...settings, sendLaunch });
  const reviewUrlOf = reviewUrls(describe, urlOf);
  unitsApi(app, { ...settings, reviewUrlOf });
  const sendFile = fileSender(settings.files);
  filesApi(app, { readModel, sendFile });
  workersApi(app, settings);
  qualificationsApi(app, settings);
  onboardingsApi(app, settings);
  rulesApi(app, settings);
  reviewApi(app, settings);
  verdictsApi(app, settings);
  analyst.prefetch();
  queueApi(app, { ...settings, reviewUrlOf, ...analyst });
  qualityApi(app, { readModel, analyst });
  await healthApi(app, settings);
  recoveryApi(app, settings);
  exportApi(app, settings);
  await archivesApi(app, settings);
  await logApi(app, settings);
  await mephistoApi(app, { ...settings, sendFile, reviewUrlOf, publicUrl: access.publicUrl });
  const onChange = readModel.onChange;
  await liveApi(app, { overview, onChange, onOpen: analyst.prefetch });
  metricsApi(app, settings);
  openApiPage(app, settings);
}
