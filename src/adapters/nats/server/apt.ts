import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type AptPackage, writeAptFolder } from './apt-folder.ts';
import { keepServer } from './cached.ts';
import type { Found } from './version.ts';
import { isNewEnough, oldestSafe } from './version.ts';

const run = promisify(execFile);

/** Which package to download; the mirror's release file must be signed with this `origin`. */
type Options = AptPackage & { origin: string; cacheFolder: string; env: NodeJS.ProcessEnv };

/** Lets apt download and verify one release's nats-server in a folder of its own; installs nothing, needs no root. */
export async function packageFromMirror(options: Options): Promise<Found> {
  const { origin, suite, cacheFolder } = options;
  const folder = await mkdtemp(join(tmpdir(), 'manyhands-apt-'));
  const apt = (...words: string[]) => call('apt-get', ['-c', join(folder, 'apt.conf'), ...words], options, folder);
  try {
    await writeAptFolder(folder, options);
    await apt('update');
    await checkOrigin(join(folder, 'lists'), options);
    await apt('download', 'nats-server');

    const file = (await readdir(folder)).find((name) => name.endsWith('.deb'));
    if (!file) throw new Error(`${origin} ${suite} has no nats-server`);
    const [name, version] = await Promise.all([
      call('dpkg-deb', ['-f', file, 'Package'], options, folder),
      call('dpkg-deb', ['-f', file, 'Version'], options, folder),
    ]);
    if (name !== 'nats-server' || !isNewEnough(version)) {
      throw new Error(`${origin} ${suite} has ${name} ${version}, and nats-server ${oldestSafe} or newer is required`);
    }
    await call('dpkg-deb', ['-x', file, 'unpacked'], options, folder);
    return await keepServer(cacheFolder, await programIn(join(folder, 'unpacked', 'usr')), `${origin} ${suite}`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Checks the signed origin, since a vendor's repository can have the same suite name. */
async function checkOrigin(lists: string, { origin, suite }: Options) {
  const release = (await readdir(lists)).find((name) => /_(In)?Release$/.test(name));
  if (!release) throw new Error(`${origin} ${suite} cannot be reached through apt`);
  const text = await readFile(join(lists, release), 'utf8');
  if (!new RegExp(`^Origin: ${origin}$`, 'm').test(text))
    throw new Error(`a mirror that apt on this machine uses is not ${origin}'s own`);
}

async function programIn(folder: string): Promise<string> {
  const found = (await readdir(folder, { recursive: true })).find((name) => /^s?bin\/nats-server$/.test(name));
  if (!found) throw new Error('the nats-server package holds no program');
  return join(folder, found);
}

async function call(command: string, words: string[], { env, origin, suite }: Options, cwd: string): Promise<string> {
  try {
    const { stdout } = await run(command, words, { cwd, timeout: 300_000, env: { ...env, LC_ALL: 'C' } });
    return stdout.trim();
  } catch (error) {
    const { code, stderr = '' } = error as { code?: unknown; stderr?: string };
    if (code === 'ENOENT') throw new Error(`${command} is not on this machine`);
    const reason = /^E: (.*)$/m.exec(stderr)?.[1] ?? `${command} failed`;
    throw new Error(`${origin} ${suite}: ${reason.replace(/\.$/, '')}`, { cause: error });
  }
}
