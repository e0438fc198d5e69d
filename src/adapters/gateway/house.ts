import type { FastifyInstance } from 'fastify';
import { openDoor } from '../access/door.ts';
import { openAnalyst } from '../quality/analyst.ts';
import { openClaims } from '../review/claims.ts';
import { openDesk } from '../review/desk.ts';
import { openSearch } from '../search/search.ts';
import { archivesApi } from './api-archives.ts';
import { exportApi } from './api-exports.ts';
import { filesApi } from './api-files.ts';
import { logApi } from './api-log.ts';
import { metricsApi } from './api-metrics.ts';
import { openApiPage } from './api-openapi.ts';
import { qualificationsApi } from './api-qualifications.ts';
import { qualityApi } from './api-quality.ts';
import { queueApi } from './api-queue.ts';
import { readApi } from './api-reads.ts';
import { reviewApi } from './api-review.ts';
import { runsApi } from './api-runs.ts';
import { unitsApi } from './api-units.ts';
import { workersApi } from './api-workers.ts';
import { appPages } from './app-pages.ts';
import { refuseForeignOrigins } from './foreign-origin.ts';
import { liveApi } from './live.ts';
import { overviewOf } from './overview.ts';
import { reviewUrls } from './review-views.ts';
import type { GatewaySettings } from './settings.ts';
import type { TurnedAway } from './turned-away.ts';

type Settings = GatewaySettings & { urlOf: (runId: string) => string; turnedAway: TurnedAway };

/** Everything on the house's own origin: who may come in, the requester's app, and the API. */
export async function houseOrigin(app: FastifyInstance, settings: Settings): Promise<void> {
  const { runtime, readModel, access, now, urlOf, turnedAway, version } = settings;
  refuseForeignOrigins(app, access.publicUrl);
  await openDoor(app, access);
  appPages(app);
  const overview = overviewOf({ ...settings, turnedAway, urlOf });
  const claims = openClaims(now);
  runsApi(app, { runtime, readModel, urlOf, overview });
  unitsApi(app, { ...settings, search: openSearch({ readModel }), reviewUrlOf: reviewUrls(runtime, urlOf) });
  filesApi(app, settings);
  workersApi(app, settings);
  qualificationsApi(app, settings);
  reviewApi(app, { runtime, readModel, claims, desk: openDesk(runtime, claims) });
  const analyst = openAnalyst({ readModel });
  queueApi(app, { agreementOf: analyst.agreementOf, ...settings });
  qualityApi(app, { readModel, analyst });
  await readApi(app, settings);
  await exportApi(app, settings);
  await archivesApi(app, settings);
  await logApi(app, settings);
  await liveApi(app, { overview, onChange: (listener) => readModel.onChange(listener) });
  metricsApi(app, settings);
  openApiPage(app, version);
}
