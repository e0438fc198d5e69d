import { join } from 'node:path';
import { openAnswerDrafts } from '../adapters/answer-drafts/answer-drafts.ts';
import type { DataFolder } from '../adapters/data-folder/data-folder.ts';
import type { Access } from '../adapters/gateway/access/access.ts';
import { openClosedGateway } from '../adapters/gateway/closed.ts';
import { openGateway } from '../adapters/gateway/gateway.ts';
import type { Gateway } from '../adapters/gateway/http/listen.ts';
import { openLinkKey } from '../adapters/gateway/identity/link-key.ts';
import { addDaemonGauges } from '../adapters/metrics/daemon-gauges.ts';
import { packageFolder, packageVersion } from '../adapters/package.ts';
import { openRefusedRows } from '../adapters/refused-workers/refused-rows.ts';
import { isNamedFile } from '../projections/units/named-files.ts';
import { openAssessments } from '../runtime/assessment/assessments.ts';
import { openRefusedItems } from '../runtime/assessment/refused-items.ts';
import { checkFiles } from '../runtime/files/check.ts';
import { haveRowsCaughtUp } from '../runtime/files/rows-caught-up.ts';
import { openSweeper } from '../runtime/files/sweeper.ts';
import { type Damage, damageAdvice, sentenceWithCode } from '../runtime/integrity/damage.ts';
import { localCalls } from '../runtime/local-calls/local-calls.ts';
import type { ReadModel } from '../runtime/ports/read-model.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { openLive } from './open-live.ts';
import { openAtProviders } from './open-offers.ts';
import { openWebhooksOf } from './open-webhooks.ts';
import type { Opening } from './opening.ts';
import { openServices } from './services.ts';
import type { Store } from './store.ts';

const defaultMaxBodyBytes = 64 * 1024 * 1024;
/** How old a file without a fact must be before it is removed from a server that others use too. */
const sharedServerGraceMs = 15 * 60_000;

const homeFolder = join(packageFolder, 'webapp/dist');
const scripts = {
  always: ['work.js', 'notices.js', 'other-tabs.js', 'leftovers.js', 'wrap_crowd_source.inhouse.js', 'messages.js'].map(
    (name) => join(packageFolder, 'webapp/worker', name),
  ),
  signals: join(packageFolder, 'webapp/worker/signals.js'),
  development: join(packageFolder, 'webapp/worker/development.js'),
  frame: join(packageFolder, 'webapp/frame/dist/frame.js'),
  plain: join(packageFolder, 'webapp/hooks/dist/manyhands-hooks.js'),
  chat: join(packageFolder, 'webapp/chat/dist/manyhands-chat.js'),
};

type Closed = { access: Access; damages: readonly Damage[]; notes: readonly string[] };

/** Opens the gateway of a daemon that is closed for work. */
export async function openGatewayClosedForWork(opening: Opening, store: Store, closed: Closed): Promise<Gateway> {
  const { port, report, closers } = opening;
  store.onDamaged(closed.damages);
  const gateway = await openClosedGateway({ ...closed, homeFolder, port, logSequence: await store.log.head(), report });
  closers.push(() => gateway.close());
  return gateway;
}

/** The open runs and rows, and who may see them. */
type Opened = {
  folder: DataFolder;
  access: Access;
  readModel: ReadModel;
  runtime: Runtime;
  /** Whether part of the log is lost, and the loss was accepted. */
  hasLoss: boolean;
};

/** Opens the gateway to the runs, and the background work for them. */
export async function openGatewayForWork(opening: Opening, store: Store, opened: Opened): Promise<Gateway> {
  const {
    port,
    maxBodyBytes = defaultMaxBodyBytes,
    transport = (calls) => calls,
    grafanaUrl,
    frameAncestors,
    report,
    notify,
    closers,
  } = opening;
  const { metrics, recording, log, files } = store;
  const { folder, access, readModel, runtime } = opened;
  const { damages, readiness, refusalNow } = recording;
  const { sweeper, problems: upkeep } = openUpkeep(opening, store, opened);
  const broadcastTo = () => readModel.broadcast();
  const assessments = openAssessments({
    runtime,
    functionsOf: runtime.functionsOf,
    refusedItems: openRefusedItems(Date.now),
    notify,
  });
  closers.push(assessments.close);
  const refusedRows = openRefusedRows({ file: folder.refusedWorkers, keptFolder: folder.kept, notify });
  closers.push(refusedRows.close);
  const { procedures, conversations, requesterTalk } = openLive({ runtime, readModel, files, notify, closers });
  const atProviders = openAtProviders({ runtime, folder, access, notify });
  closers.push(atProviders.close);
  const problems = () => [...upkeep(), ...atProviders.problems()];
  const { readPlaces, requesters, providers } = atProviders;
  const calls = transport(localCalls({ runtime, assessments, procedures, refusedRows, readPlaces, now: Date.now }));
  const live = { log, files, readModel, now: Date.now, pageFolderOf: folder.pageFolderOf, refusalNow, damages };
  const services = await openServices({
    ...live,
    runtime,
    isLossy: opened.hasLoss,
    importFolder: folder.imports,
    tasksFolder: folder.tasks,
    draftsFolder: folder.drafts,
    notify,
  });
  closers.push(services.reviewService.close);
  const answerDrafts = openAnswerDrafts({
    ...{ file: folder.answerDrafts, keptFolder: folder.kept, now: Date.now, notify },
  });
  closers.push(answerDrafts.close);
  const webhooks = openWebhooksOf(opening, store, opened);
  closers.push(webhooks.close);
  addDaemonGauges(metrics, { calls, readModel, problems, broadcastTo, webhooks });
  const gateway = await openGateway({
    ...live,
    ...services,
    answerDrafts,
    procedures,
    conversations,
    requesterTalk,
    providers,
    requesters,
    ...{ offers: atProviders.service, hearing: atProviders.hearing },
    webhooks,
    calls,
    uploadFolder: folder.uploads,
    onUnnamedFiles: sweeper.offer,
    readiness,
    unlessSilent: recording.heartbeat.unlessSilent,
    homeFolder,
    scripts,
    access,
    linkKey: openLinkKey(folder.linkKey),
    port,
    maxBodyBytes,
    metrics,
    version: packageVersion,
    problems,
    broadcastTo,
    grafanaUrl,
    frameAncestors,
    report,
    notify,
  });
  for (const one of [webhooks, atProviders]) one.listensAt(gateway.port);
  closers.push(() => gateway.close());
  return gateway;
}

/** Looks after stored files, and collects what is wrong for `/health`. */
function openUpkeep({ natsUrl, notify, troubles, closers }: Opening, store: Store, opened: Opened) {
  const { disk, recording, log, files } = store;
  const { readModel, runtime, hasLoss } = opened;
  const { damages, refusalNow } = recording;
  const fileCheck = checkFiles({ files, db: readModel.db, notify });
  const damaged = () => (damages().length ? [...damages().map(sentenceWithCode), damageAdvice] : []);
  const problems = () => [
    ...damaged(),
    ...troubles,
    ...disk.problems(),
    ...recording.problems(),
    ...fileCheck.problems(),
  ];
  // A lost fact may have named the file, and pieces may be all that is left of one.
  const mayRemove = () => !hasLoss && fileCheck.isSound();
  const sweeper = openSweeper({
    files,
    haveRowsCaughtUp: async () => mayRemove() && (await haveRowsCaughtUp({ log, readModel, runtime, refusalNow })),
    isNamed: (hash) => isNamedFile(readModel.db, hash),
    // Nobody else stores files on a server of our own.
    graceMs: natsUrl ? sharedServerGraceMs : 0,
    now: Date.now,
    notify,
  });
  closers.push(sweeper.close);
  return { sweeper, problems };
}
