import type { Refusal } from '../../actors/refusal.ts';
import type { Log } from '../../events/log.ts';
import type { RuntimeCalls } from '../../runtime/calls.ts';
import type { Conversations } from '../../runtime/conversations/conversations.ts';
import type { RequesterTalk } from '../../runtime/conversations/requester.ts';
import type { Damage } from '../../runtime/integrity/damage.ts';
import type { RemovableFiles } from '../../runtime/ports/files.ts';
import type { Provider } from '../../runtime/ports/provider.ts';
import type { ReadModel } from '../../runtime/ports/read-model.ts';
import type { Procedures } from '../../runtime/procedures/procedures.ts';
import type { Hearing } from '../../runtime/providers/hearing.ts';
import type { OfferService } from '../../runtime/providers/offer-service.ts';
import type { Claims } from '../../runtime/review/claims.ts';
import type { ReviewService } from '../../runtime/review/review-service.ts';
import type { AnswerDrafts } from '../answer-drafts/answer-drafts.ts';
import type { Archives } from '../archive/archives.ts';
import type { Imports } from '../archive/imports.ts';
import type { Metrics } from '../metrics/metrics.ts';
import type { Requesters } from '../providers/requesters/requesters.ts';
import type { AddedData } from '../saved-tasks/added-data.ts';
import type { Drafts } from '../saved-tasks/drafts.ts';
import type { SavedTasks } from '../saved-tasks/saved-tasks.ts';
import type { Exports } from '../threads/export/exports.ts';
import type { Analyst } from '../threads/quality/analyst.ts';
import type { Search } from '../threads/search/search.ts';
import type { Webhooks } from '../webhooks/webhooks.ts';
import type { Access } from './access/access.ts';
import type { Verify } from './requester/api-health.ts';
import type { Launches } from './requester/launching.ts';
import type { WorkerScripts } from './worker/crowd-script.ts';

/** The services of reviewers and requesters, opened by `src/startup/`. */
export type Services = {
  claims: Claims;
  reviewService: ReviewService;
  search: Search;
  analyst: Analyst;
  exports: Exports;
  archives: Archives;
  imports: Imports;
  launches: Launches;
  drafts: Drafts;
  addedData: AddedData;
  savedTasks: SavedTasks;
  verify: Verify;
};

/** What the gateway of a daemon needs. */
export type GatewaySettings = Services & {
  /** The only way to the live state of runs. */
  calls: RuntimeCalls;
  log: Log;
  files: RemovableFiles;
  /** The folder of uploaded files whose form is not complete yet. */
  uploadFolder: string;
  /** Called with stored files that no fact may name. */
  onUnnamedFiles: (hashes: Iterable<string>) => void;
  readModel: ReadModel;
  now: () => number;
  pageFolderOf: (runId: string) => string;
  /** Why nothing can be recorded right now, if so. */
  refusalNow: () => Refusal | undefined;
  /** Why no request should be sent here right now, if so. */
  readiness: () => Promise<Refusal | undefined>;
  /** The result of the work, or `LogUnavailable` as soon as the server of the log is silent. */
  unlessSilent: <Answer>(work: () => Promise<Answer>) => Promise<Answer>;
  /** The folder of the built app, and the scripts of worker pages. */
  homeFolder: string;
  scripts: WorkerScripts;
  /** The accounts, and the addresses of the server. */
  access: Access;
  /** The key with which links and cookies of workers are signed. */
  linkKey: Uint8Array;
  /** The port to listen on; 0 for any that is free. */
  port: number;
  /** The largest request body of any kind, in bytes; tasks may allow less. */
  maxBodyBytes: number;
  procedures: Pick<Procedures, 'onReply'>;
  conversations: Conversations;
  requesterTalk: RequesterTalk;
  /** Answers in progress. */
  answerDrafts: AnswerDrafts;
  /** The providers that there are. */
  providers: readonly Provider[];
  /** Accounts at providers. */
  requesters: Requesters;
  /** Offers of runs at providers, and budgets. */
  offers: OfferService;
  /** Takes what providers tell. */
  hearing: Pick<Hearing, 'take'>;
  /** Receivers of events. */
  webhooks: Webhooks;
  metrics: Metrics;
  /** The package's version, as the API has it. */
  version: string;
  problems: () => string[];
  /** What was recorded and is missing. */
  damages: () => readonly Damage[];
  broadcastTo: () => number;
  /** Where Grafana shows the dashboard. */
  grafanaUrl?: string;
  /** Origins besides the app's own that may embed workers' pages and review views. */
  frameAncestors?: readonly string[];
  report: (error: unknown) => void;
  /** Called with one sentence for the terminal, and another for the log file where the first has what workers sent. */
  notify: (sentence: string, forFile?: string) => void;
};
