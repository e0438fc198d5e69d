import type { Refusal } from '../../actors/refusal.ts';
import type { Log } from '../../events/log.ts';
import type { Files } from '../../runtime/ports/files.ts';
import type { Runtime } from '../../runtime/runtime.ts';

/** What it takes to bring an archive in. */
export type BringSettings = {
  log: Log;
  files: Files;
  runtime: Runtime;
  pageFolderOf: (run: string) => string;
  /** Where a file waits while it is brought in; on the disk of the pages. */
  importFolder: string;
  /** Why nothing can be recorded right now, if so. */
  refusalNow: () => Refusal | undefined;
  now: () => number;
};

/** The same, while an import is under way. */
export type Given = BringSettings & {
  /** Throws when nothing can be recorded, or the house closes. */
  insistOnRoom: () => void;
  report: (step: { step: string; done?: number; total?: number }) => void;
};
