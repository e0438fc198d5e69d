import { delimiter, join } from 'node:path';
import { cachedServer } from './cached.ts';
import { serverFromDebian } from './from-debian.ts';
import { serverFromRelease } from './from-release.ts';
import { refuse } from './refusals.ts';
import { type Found, isNewEnough, oldestSafe, programName, type Search, versionOf } from './version.ts';

/** Finds a nats-server that is new enough; downloads one into the cache folder if this machine has none. */
export async function findNatsServer(search: Search): Promise<Found> {
  const here = (await serverOnPath(search)) ?? (await cachedServer(search));
  if (here) return here;

  const reasons: string[] = [];
  for (const fetchServer of [serverFromRelease, serverFromDebian]) {
    try {
      const fetched = await fetchServer(search);
      if (!fetched) continue;
      search.notify(`nats-server ${fetched.version} from ${fetched.from} is ready.`);
      return fetched;
    } catch (error) {
      reasons.push(error instanceof Error ? error.message : String(error));
    }
  }
  throw refuse('nats/none', { oldest: oldestSafe, reasons: reasons.join('; ') });
}

/** The first nats-server on the PATH that is new enough. */
export async function serverOnPath({ env, notify }: Search): Promise<Found | undefined> {
  for (const folder of (env.PATH ?? env.Path ?? '').split(delimiter).filter(Boolean)) {
    const path = join(folder, programName);
    const version = await versionOf(path);
    if (!version) continue;
    if (isNewEnough(version)) return { path, version, from: 'your PATH' };
    notify(
      `${path} is nats-server ${version}, which is too old: ${oldestSafe} or newer is required. Looking for another one.`,
    );
  }
  return undefined;
}
