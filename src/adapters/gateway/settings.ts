import type { Refusal } from '../../actors/refusals.ts';
import type { Log } from '../../events/log.ts';
import type { Access } from '../access/access.ts';
import type { RemovableFiles } from '../files/files.ts';
import type { Damage } from '../integrity/damage.ts';
import type { Metrics } from '../metrics/metrics.ts';
import type { ReadModel } from '../read-model/read-model.ts';
import type { Runtime } from '../runtime/runtime.ts';

/** What the doors of a house need. */
export type GatewaySettings = {
  runtime: Runtime;
  log: Log;
  files: RemovableFiles;
  /** The folder in which files of forms wait until it is known whose they are. */
  uploadFolder: string;
  /** Hears of stored files that no fact may have come to name. */
  onUnnamedFiles: (hashes: Iterable<string>) => void;
  readModel: ReadModel;
  now: () => number;
  pageFolderOf: (runId: string) => string;
  /** Where archives wait while they are brought in. */
  importFolder: string;
  /** Why nothing can be recorded right now, if so. */
  refusalNow: () => Refusal | undefined;
  /** Why nobody should be sent here right now, if so. */
  readiness: () => Promise<Refusal | undefined>;
  /** The folder of the built app, and the scripts that worker pages load first, one behind the other. */
  homeFolder: string;
  crowdScripts: readonly string[];
  /** Who may come in, and on which address. */
  access: Access;
  /** The port to listen on; 0 for any that is free. */
  port: number;
  /** The largest request body of any kind, in bytes; tasks may allow less. */
  maxBodyBytes: number;
  metrics: Metrics;
  /** The package's version, as programs are told. */
  version: string;
  problems: () => string[];
  /** What was recorded and is missing. */
  damages: () => readonly Damage[];
  broadcastTo: () => number;
  /** Where Grafana shows the dashboard. */
  grafanaUrl?: string;
  report: (error: unknown) => void;
};
