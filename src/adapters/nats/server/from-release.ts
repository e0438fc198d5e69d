import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { keepServer } from './cached.ts';
import { download, fetchText, NotThere } from './download.ts';
import type { Found, Search } from './version.ts';
import { programName } from './version.ts';

const run = promisify(execFile);

/** The releases to download, the preferred one first. */
const releases = ['2.15.1', '2.14.5'];
const official = 'https://github.com/nats-io/nats-server/releases/download';

const systems: Record<string, string> = { linux: 'linux', darwin: 'darwin', win32: 'windows' };
const machines: Record<string, string> = { x64: 'amd64', arm64: 'arm64' };

/** Fetches an official release archive and checks it against the checksums published with it. */
export async function serverFromRelease({
  cacheFolder,
  notify,
  site = official,
}: Search & { site?: string }): Promise<Found> {
  const [system, machine] = [systems[process.platform], machines[process.arch]];
  if (!system || !machine) throw new Error(`NATS publishes no release for ${process.platform} on ${process.arch}`);

  for (const version of releases) {
    const folder = `nats-server-v${version}-${system}-${machine}`;
    const archive = `${folder}.${system === 'windows' ? 'zip' : 'tar.gz'}`;
    const temporary = await mkdtemp(join(tmpdir(), 'manyhands-nats-'));
    try {
      const expected = checksumOf(archive, await fetchText(`${site}/v${version}/SHA256SUMS`));
      notify(`Downloading nats-server ${version} from ${new URL(site).host}.`);
      const file = join(temporary, archive);
      const actual = await download(`${site}/v${version}/${archive}`, file, (percent) =>
        notify(`Downloading nats-server ${version}: ${percent} %.`),
      );
      if (actual !== expected) throw new Error(`${archive} does not match its checksum and was deleted`);
      await run(tar(), ['-xf', file, '-C', temporary]);
      return await keepServer(cacheFolder, join(temporary, folder, programName), new URL(site).host);
    } catch (error) {
      if (!(error instanceof NotThere)) throw error;
    } finally {
      await rm(temporary, { recursive: true, force: true });
    }
  }
  throw new Error(`${new URL(site).host} has none of the releases ${releases.join(', ')}`);
}

/** The checksum of a file in SHA256SUMS, lines of `<hex>  <file>`. */
function checksumOf(file: string, sums: string): string {
  const line = sums.split('\n').map((text) => text.trim().split(/\s+\*?/));
  const sum = line.find(([, name]) => name === file)?.[0];
  if (!sum) throw new Error(`the published checksums do not name ${file}`);
  return sum.toLowerCase();
}

// Windows' own tar reads zip archives; those of Git and Cygwin on the PATH do not.
function tar(): string {
  return process.platform === 'win32' ? join(process.env.SystemRoot ?? 'C:\\Windows', 'System32', 'tar.exe') : 'tar';
}
