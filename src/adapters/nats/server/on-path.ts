import { delimiter, join } from 'node:path';
import type { Found, Search } from './search.ts';
import { isNewEnough, oldestSafe, programName, versionOf } from './version.ts';

/** The first nats-server on the PATH that is new enough. */
export async function serverOnPath({ env, say }: Search): Promise<Found | undefined> {
  for (const folder of (env.PATH ?? env.Path ?? '').split(delimiter).filter(Boolean)) {
    const path = join(folder, programName);
    const version = await versionOf(path);
    if (!version) continue;
    if (isNewEnough(version)) return { path, version, from: 'your PATH' };
    say(`${path} is nats-server ${version}, which is too old: ${oldestSafe} is needed, so another one is looked for.`);
  }
  return undefined;
}
