import { cachedServer } from './cached.ts';
import { serverFromDebian } from './from-debian.ts';
import { serverFromRelease } from './from-release.ts';
import { serverOnPath } from './on-path.ts';
import { refuse } from './refusals.ts';
import type { Found, Search } from './search.ts';
import { oldestSafe } from './version.ts';

/** Finds a nats-server that is new enough, fetching one into the cache folder when this machine has none. */
export async function findNatsServer(search: Search): Promise<Found> {
  const here = (await serverOnPath(search)) ?? (await cachedServer(search));
  if (here) return here;

  const reasons: string[] = [];
  for (const fetchServer of [serverFromRelease, serverFromDebian]) {
    try {
      const fetched = await fetchServer(search);
      if (!fetched) continue;
      search.say(`nats-server ${fetched.version} from ${fetched.from} is ready.`);
      return fetched;
    } catch (error) {
      reasons.push(error instanceof Error ? error.message : String(error));
    }
  }
  throw refuse('nats/none', { oldest: oldestSafe, reasons: reasons.join('; ') });
}
