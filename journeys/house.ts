import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readSettings } from '../src/config.ts';
import { type House, type HouseSettings, openHouse } from '../src/main.ts';

export type TestHouse = House & {
  folder: string;
  /** Stops it and opens it again on the same data. */
  reopen(): Promise<TestHouse>;
  /** Stops it and removes its data. */
  end(): Promise<void>;
};

/** A whole house of its own: real HTTP, real NATS, real SQLite, on a free port and in a temporary folder. */
export async function openTestHouse(
  changed: Partial<HouseSettings> = {},
  folder = mkdtempSync(join(tmpdir(), 'manyhands-journey-')),
): Promise<TestHouse> {
  const { cacheFolder } = readSettings(process.env);
  const house = await openHouse({
    dataFolder: join(folder, 'data'),
    cacheFolder,
    port: 0,
    say: () => undefined,
    ...changed,
  });
  return {
    ...house,
    folder,
    async reopen() {
      await house.stop();
      return openTestHouse(changed, folder);
    },
    async end() {
      await house.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
