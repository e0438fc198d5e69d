import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Found } from './acquire.ts';
import type { Mirror } from './apt-sources.ts';
import { keepServer } from './cached.ts';
import { isNewEnough, oldestSafe } from './version.ts';

const run = promisify(execFile);

type Wanted = {
  mirror: Mirror;
  origin: string;
  suite: string;
  component: string;
  cacheFolder: string;
  env: NodeJS.ProcessEnv;
};

/** Lets apt fetch and verify one release's nats-server in a folder of its own; nothing is installed, no root is needed. */
export async function packageFromMirror(wanted: Wanted): Promise<Found> {
  const { origin, suite, cacheFolder } = wanted;
  const folder = await mkdtemp(join(tmpdir(), 'manyhands-apt-'));
  const apt = (...words: string[]) => call('apt-get', ['-c', join(folder, 'apt.conf'), ...words], wanted, folder);
  try {
    await writeAptFolder(folder, wanted);
    await apt('update');
    await checkOrigin(join(folder, 'lists'), origin);
    await apt('download', 'nats-server');

    const file = (await readdir(folder)).find((name) => name.endsWith('.deb'));
    if (!file) throw new Error(`${origin} ${suite} has no nats-server`);
    const [name, version] = await Promise.all([
      call('dpkg-deb', ['-f', file, 'Package'], wanted, folder),
      call('dpkg-deb', ['-f', file, 'Version'], wanted, folder),
    ]);
    if (name !== 'nats-server' || !isNewEnough(version)) {
      throw new Error(`${origin} ${suite} has ${name} ${version}, and nats-server ${oldestSafe} is needed`);
    }
    await call('dpkg-deb', ['-x', file, 'unpacked'], wanted, folder);
    return await keepServer(cacheFolder, await programIn(join(folder, 'unpacked', 'usr')), `${origin} ${suite}`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** A configuration for apt that keeps to one folder: the machine's proxies count, its lists, pins and hooks do not. */
async function writeAptFolder(folder: string, { mirror, suite, component }: Wanted) {
  await Promise.all(
    ['lists/partial', 'cache/archives/partial'].map((name) => mkdir(join(folder, name), { recursive: true })),
  );
  const signedBy = mirror.signedBy?.includes('\n') ? `\n ${mirror.signedBy}` : mirror.signedBy;
  const stanza = {
    Types: 'deb',
    URIs: mirror.uri,
    Suites: suite,
    Components: component,
    Targets: 'Packages',
    'Signed-By': signedBy,
  };
  const settings = {
    'Dir::State': folder,
    'Dir::State::lists': join(folder, 'lists'),
    'Dir::State::status': join(folder, 'status'),
    'Dir::Cache': join(folder, 'cache'),
    'Dir::Etc::sourcelist': join(folder, 'mirror.sources'),
    'Dir::Etc::sourceparts': '-',
    'Dir::Etc::preferences': '/dev/null',
    'Dir::Etc::preferencesparts': '-',
    'APT::Sandbox::User': 'root',
    'APT::Get::AllowUnauthenticated': 'false',
    'Acquire::AllowInsecureRepositories': 'false',
    'Acquire::Languages': 'none',
    'Acquire::Retries': '1',
    'Acquire::http::Timeout': '10',
    'Acquire::https::Timeout': '10',
  };
  const hooks = ['Pre-Invoke', 'Post-Invoke', 'Post-Invoke-Success'].map((hook) => `#clear APT::Update::${hook};`);
  await Promise.all([
    writeFile(join(folder, 'status'), ''),
    writeFile(
      join(folder, 'mirror.sources'),
      lines(stanza, (name, value) => `${name}: ${value}`),
    ),
    writeFile(
      join(folder, 'apt.conf'),
      `${hooks.join('\n')}\n${lines(settings, (name, value) => `${name} "${value}";`)}`,
    ),
  ]);
}

/** A vendor's repository can carry the same suite name; only the distribution's own signed word counts. */
async function checkOrigin(lists: string, origin: string) {
  const release = (await readdir(lists)).find((name) => /_(In)?Release$/.test(name));
  const text = release ? await readFile(join(lists, release), 'utf8') : '';
  if (!new RegExp(`^Origin: ${origin}$`, 'm').test(text))
    throw new Error(`a mirror of this machine is not ${origin}'s own`);
}

async function programIn(folder: string): Promise<string> {
  const found = (await readdir(folder, { recursive: true })).find((name) => /^s?bin\/nats-server$/.test(name));
  if (!found) throw new Error('the nats-server package holds no program');
  return join(folder, found);
}

async function call(command: string, words: string[], { env, origin, suite }: Wanted, cwd: string): Promise<string> {
  try {
    const { stdout } = await run(command, words, { cwd, timeout: 300_000, env: { ...env, LC_ALL: 'C' } });
    return stdout.trim();
  } catch (error) {
    const { code, stderr = '' } = error as { code?: unknown; stderr?: string };
    if (code === 'ENOENT') throw new Error(`${command} is not on this machine`);
    const said = /^E: (.*)$/m.exec(stderr)?.[1] ?? `${command} failed`;
    throw new Error(`${origin} ${suite}: ${said.replace(/\.$/, '')}`, { cause: error });
  }
}

function lines(entries: Record<string, string | undefined>, spell: (name: string, value: string) => string): string {
  return Object.entries(entries)
    .flatMap(([name, value]) => (value === undefined ? [] : [`${spell(name, value)}\n`]))
    .join('');
}
