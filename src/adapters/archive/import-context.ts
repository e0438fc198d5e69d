import type { Refusal } from '../../actors/refusal.ts';
import type { OnConflict } from '../../api/archives.ts';
import type { Log } from '../../events/log.ts';
import type { Files } from '../../runtime/ports/files.ts';
import type { Runtime } from '../../runtime/runtime.ts';

/** What imports need. */
export type ImportSettings = {
  log: Log;
  files: Files;
  runtime: Runtime;
  pageFolderOf: (run: string) => string;
  /** The folder of received archives, on the same disk as the pages. */
  importFolder: string;
  /** Why nothing can be recorded right now, if so. */
  refusalNow: () => Refusal | undefined;
  now: () => number;
};

/** How an archive is to be imported. */
export type ImportOptions = { label: string; onConflict: OnConflict; dryRun: boolean };

/** How far an import is. */
export type Step = { step: string; done?: number; total?: number };

/** The settings of one import that is under way. */
export type ImportContext = ImportSettings & {
  /** Throws when nothing can be recorded, or the daemon closes. */
  requireRoom: () => void;
  report: (step: Step) => void;
};
