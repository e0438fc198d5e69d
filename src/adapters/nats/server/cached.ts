import { randomBytes } from 'node:crypto';
import { chmod, copyFile, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolderSync, syncFile, syncFolder } from '../../data-folder/durable-file.ts';
import type { Found, Search } from './version.ts';
import { compareVersions, isNewEnough, oldestSafe, programName, versionOf } from './version.ts';

/** The newest nats-server that was downloaded earlier and still runs. */
export async function cachedServer({ cacheFolder }: Pick<Search, 'cacheFolder'>): Promise<Found | undefined> {
  const kept = await readdir(cacheFolder).catch(() => []);
  for (const name of kept.filter(isNewEnough).sort(compareVersions).reverse()) {
    const path = join(cacheFolder, name, programName);
    const version = await versionOf(path);
    if (version && isNewEnough(version)) return { path, version, from: 'the cache' };
  }
  return undefined;
}

/** Moves a downloaded program into the cache if it runs here; several processes may do so at once. */
export async function keepServer(cacheFolder: string, program: string, from: string): Promise<Found> {
  const staged = join(cacheFolder, `.incoming-${randomBytes(6).toString('hex')}`);
  makeFolderSync(cacheFolder, 0o777);
  try {
    await copyFile(program, staged);
    await chmod(staged, 0o755);
    const version = await versionOf(staged);
    if (!version) throw new Error(`the nats-server of ${from} does not run on this machine`);
    if (!isNewEnough(version))
      throw new Error(`${from} has nats-server ${version}, and ${oldestSafe} or newer is required`);
    const path = join(cacheFolder, version, programName);
    await syncFile(staged);
    makeFolderSync(join(cacheFolder, version), 0o777);
    await rename(staged, path).catch(async (error) => {
      // Windows does not replace a running program: another process has put the same one there.
      if ((await versionOf(path)) !== version) throw error;
    });
    await syncFolder(join(cacheFolder, version));
    return { path, version, from };
  } finally {
    await rm(staged, { force: true });
  }
}
