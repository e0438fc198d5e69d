import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDaemon } from '../src/main.ts';
import { readSettings } from '../src/startup/config.ts';
import type { Daemon, DaemonSettings } from '../src/startup/daemon.ts';

export type TestDaemon = Daemon & {
  folder: string;
  /** Stops it and opens it again on the same data. */
  reopen(): Promise<TestDaemon>;
  /** Stops it and removes its data. */
  end(): Promise<void>;
};

/** A whole daemon: real HTTP, real NATS, real SQLite, on a free port and in a temporary folder unless one is given. */
export async function openTestDaemon(changed: Partial<DaemonSettings> = {}, given?: string): Promise<TestDaemon> {
  const { cacheFolder } = readSettings(process.env);
  const folder = given ?? mkdtempSync(join(tmpdir(), 'manyhands-journey-'));
  const dataFolder = join(folder, 'data');
  const notify = () => undefined;
  const daemon = await openDaemon({ dataFolder, cacheFolder, port: 0, notify, ...changed }).catch((error) => {
    if (!given) rmSync(folder, { recursive: true, force: true });
    throw error;
  });
  return {
    ...daemon,
    folder,
    async reopen() {
      await daemon.stop();
      return openTestDaemon(changed, folder);
    },
    async end() {
      await daemon.stop().finally(() => rmSync(folder, { recursive: true, force: true }));
    },
  };
}
