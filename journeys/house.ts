import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openHouse } from '../src/main.ts';
import { readSettings } from '../src/startup/config.ts';
import type { House, HouseSettings } from '../src/startup/house.ts';

export type TestHouse = House & {
  folder: string;
  /** Stops it and opens it again on the same data. */
  reopen(): Promise<TestHouse>;
  /** Stops it and removes its data. */
  end(): Promise<void>;
};

/** A whole house of its own: real HTTP, real NATS, real SQLite, on a free port and in a temporary folder unless one is given. */
export async function openTestHouse(changed: Partial<HouseSettings> = {}, given?: string): Promise<TestHouse> {
  const { cacheFolder } = readSettings(process.env);
  const folder = given ?? mkdtempSync(join(tmpdir(), 'manyhands-journey-'));
  const dataFolder = join(folder, 'data');
  const say = () => undefined;
  const house = await openHouse({ dataFolder, cacheFolder, port: 0, say, ...changed }).catch((error) => {
    if (!given) rmSync(folder, { recursive: true, force: true });
    throw error;
  });
  return {
    ...house,
    folder,
    async reopen() {
      await house.stop();
      return openTestHouse(changed, folder);
    },
    async end() {
      await house.stop().finally(() => rmSync(folder, { recursive: true, force: true }));
    },
  };
}
