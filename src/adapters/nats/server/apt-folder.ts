import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Mirror } from './apt-sources.ts';

/** The only source for apt: a mirror, a release of the distribution (`suite`), and a component. */
export type AptPackage = { mirror: Mirror; suite: string; component: string };

/** Writes a configuration for apt that uses one folder: the machine's proxies apply, its lists, pins and hooks do not. */
export async function writeAptFolder(folder: string, { mirror, suite, component }: AptPackage): Promise<void> {
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

function lines(entries: Record<string, string | undefined>, spell: (name: string, value: string) => string): string {
  return Object.entries(entries)
    .flatMap(([name, value]) => (value === undefined ? [] : [`${spell(name, value)}\n`]))
    .join('');
}
