import { launchRun, type RunRow } from '../api/runs.ts';
import type { Manyhands } from './data-browser.ts';

/** The progress of a launch, such as `Making assignments`, 300 of 942. */
export type LaunchProgress = { step: string; done?: number; total?: number };

/** The NAME of one of the folder's configs, settings that override it, and a progress listener. */
export type LaunchSettings = {
  config?: string;
  overrides?: Readonly<Record<string, string | number | boolean>>;
  onProgress?: (progress: LaunchProgress) => void;
};

/** Launches the task in a folder of the server (an absolute path) and resolves to its run once it is running; throws refusals as `ApiError`. */
export async function launch(
  client: Manyhands,
  folder: string,
  { config, overrides = {}, onProgress }: LaunchSettings = {},
): Promise<RunRow> {
  for await (const line of client.stream(launchRun, { body: { folder, config, overrides } })) {
    if ('progress' in line) onProgress?.(line.progress);
    if ('run' in line && line.run) return line.run;
  }
  throw new Error('The server ended the launch without a run and without a reason. Its /health may say more.');
}
