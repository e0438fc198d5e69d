import { rm } from 'node:fs/promises';
import type { Refusal } from '../actors/refusal.ts';
import { openArchives } from '../adapters/archive/archives.ts';
import { openImports } from '../adapters/archive/imports.ts';
import type { Services } from '../adapters/gateway/settings.ts';
import { openAddedData } from '../adapters/saved-tasks/added-data.ts';
import { openDrafts } from '../adapters/saved-tasks/drafts.ts';
import { openSavedTasks } from '../adapters/saved-tasks/saved-tasks.ts';
import { openExports } from '../adapters/threads/export/exports.ts';
import { openAnalyst } from '../adapters/threads/quality/analyst.ts';
import { openSearch } from '../adapters/threads/search/search.ts';
import type { Log } from '../events/log.ts';
import { verdictRow } from '../projections/review/verdicts.ts';
import type { Damage } from '../runtime/integrity/damage.ts';
import type { Files } from '../runtime/ports/files.ts';
import type { ReadModel } from '../runtime/ports/read-model.ts';
import { maxItemBytesOf } from '../runtime/producer.ts';
import { openClaims } from '../runtime/review/claims.ts';
import { openReviewService } from '../runtime/review/review-service.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { verify } from '../runtime/verify/verify.ts';

type Settings = {
  log: Log;
  files: Files;
  runtime: Runtime;
  readModel: ReadModel;
  /** Whether part of the log is lost, and the loss was accepted. */
  isLossy: boolean;
  pageFolderOf: (run: string) => string;
  /** Where archives wait while they are imported. */
  importFolder: string;
  /** Where tasks lie that were made here, and those that are being made. */
  tasksFolder: string;
  draftsFolder: string;
  /** Why nothing can be recorded right now, if so. */
  refusalNow: () => Refusal | undefined;
  /** What is known to be missing. */
  damages: () => readonly Damage[];
  now: () => number;
  notify: (sentence: string) => void;
};

/** How long a request waits until the rows show a verdict. */
const rowsTimeoutMs = 30_000;

/** Opens what reviewers and requesters work with, on runs and rows that are open. */
export async function openServices(settings: Settings): Promise<Services> {
  const { log, runtime, readModel, isLossy, importFolder, draftsFolder, now, notify } = settings;
  // An earlier process may have left files there.
  for (const folder of [importFolder, draftsFolder]) await rm(folder, { recursive: true, force: true });
  const claims = openClaims(now);
  async function unitOfVerdict(verdictId: string): Promise<string | undefined> {
    await readModel.reached(Math.max(0, ...runtime.runs().map(({ mailbox }) => mailbox.sequence)), rowsTimeoutMs);
    return verdictRow(readModel.db, verdictId)?.unit ?? undefined;
  }
  return {
    claims,
    reviewService: openReviewService({ runtime, claims, notify, unitOfVerdict }),
    search: openSearch({ readModel }),
    analyst: openAnalyst({ readModel }),
    exports: openExports({ log, readModel, isLossy }),
    archives: openArchives(settings),
    imports: openImports(settings),
    launches: runtime,
    drafts: openDrafts({ ...settings, maxItemBytes: maxItemBytesOf(log) }),
    addedData: openAddedData({ ...settings, maxItemBytes: maxItemBytesOf(log) }),
    savedTasks: openSavedTasks(settings),
    verify: (options) => verify(settings, options),
  };
}
