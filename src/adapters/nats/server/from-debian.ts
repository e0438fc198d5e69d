import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { packageFromMirror } from './apt.ts';
import { type AptSource, mirrorsOf, parseDeb822, parseSourcesList } from './apt-sources.ts';
import type { Found, Search } from './version.ts';

type Distribution = { origin: 'Debian' | 'Ubuntu'; codename: string };

/** Newer releases whose nats-server usually runs on an older system too, the most promising first. */
const newer = { Debian: ['forky', 'trixie', 'sid'], Ubuntu: ['resolute', 'devel', 'questing'] };
/** The component with nats-server in each distribution. */
const component = { Debian: 'main', Ubuntu: 'universe' };

/** On Debian and Ubuntu: the nats-server of a newer release, from mirrors and with keys that this machine already trusts. */
export async function serverFromDebian({ cacheFolder, env, notify }: Search): Promise<Found | undefined> {
  const distribution = distributionOf(await readFile('/etc/os-release', 'utf8').catch(() => ''));
  if (!distribution) return undefined;
  const { origin, codename } = distribution;
  const mirrors = mirrorsOf(codename, await machineSources('/etc/apt'));
  if (mirrors.length === 0) throw new Error(`apt on this machine has no mirror for ${codename}`);

  let reason: unknown;
  for (const suite of newer[origin]) {
    for (const mirror of mirrors) {
      notify(`Looking for nats-server in ${origin} ${suite}, on the mirror this machine uses.`);
      try {
        return await packageFromMirror({ mirror, origin, suite, component: component[origin], cacheFolder, env });
      } catch (error) {
        reason ??= error;
      }
    }
  }
  throw reason;
}

/** The distribution and its release, from the text of /etc/os-release; undefined for others. */
export function distributionOf(osRelease: string): Distribution | undefined {
  const value = (name: string) => new RegExp(`^${name}="?([^"\n]+)"?$`, 'm').exec(osRelease)?.[1];
  const ubuntu = value('UBUNTU_CODENAME') ?? (value('ID') === 'ubuntu' ? value('VERSION_CODENAME') : undefined);
  if (ubuntu) return { origin: 'Ubuntu', codename: ubuntu };
  const debian = value('DEBIAN_CODENAME') ?? (value('ID') === 'debian' ? value('VERSION_CODENAME') : undefined);
  return debian ? { origin: 'Debian', codename: debian } : undefined;
}

async function machineSources(folder: string): Promise<AptSource[]> {
  const parts = await readdir(join(folder, 'sources.list.d')).catch(() => []);
  const files = ['sources.list', ...parts.sort().map((name) => join('sources.list.d', name))];
  const read = async (name: string): Promise<AptSource[]> => {
    if (!/\.(list|sources)$/.test(name)) return [];
    const text = await readFile(join(folder, name), 'utf8').catch(() => '');
    return name.endsWith('.list') ? parseSourcesList(text) : parseDeb822(text);
  };
  return (await Promise.all(files.map(read))).flat();
}
