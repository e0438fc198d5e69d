import { connect } from 'node:net';
import { join } from 'node:path';
import { serverOnPath } from '../../../adapters/nats/server/acquire.ts';
import { cachedServer } from '../../../adapters/nats/server/cached.ts';
import { isNewEnough, oldestSafe } from '../../../adapters/nats/server/version.ts';
import type { Settings } from '../../../startup/config.ts';
import { type Finding, good, note, reasonOf, wrong } from './finding.ts';

const greetingTimeoutMs = 5000;
const maxGreetingLength = 65_536;

/** Whether there is a NATS server that may keep the log: the one that is set, or a program to start. */
export async function checkNats({ natsUrl, cacheFolder }: Settings, env: NodeJS.ProcessEnv): Promise<Finding> {
  if (natsUrl) return checkRunning(natsUrl);
  const tooOld: string[] = [];
  const search = {
    cacheFolder: join(cacheFolder, 'nats-server'),
    env,
    notify: (sentence: string) => tooOld.push(sentence),
  };
  const found = (await serverOnPath(search)) ?? (await cachedServer(search));
  if (found) return good('nats-server', `${found.version} (${found.path})`);
  return note('nats-server', ['none yet; the first start downloads one', ...tooOld].join('. '));
}

async function checkRunning(url: string): Promise<Finding> {
  const { hostname, port } = new URL(url);
  const place = `${hostname}:${port || 4222}`;
  try {
    const version = await versionAt(hostname, Number(port || 4222));
    return isNewEnough(version)
      ? good('nats-server', `${version} answers at ${place}`)
      : wrong('nats-server', `${version} at ${place} can lose acknowledged answers`, `Use ${oldestSafe} or newer.`);
  } catch (error) {
    const mend = 'Start that server, correct MANYHANDS_NATS_URL, or unset it: Manyhands then runs a server of its own.';
    return wrong('nats-server', `no reply at ${place}: ${reasonOf(error)}`, mend);
  }
}

/** The version from a NATS server's greeting, which it sends before it asks for credentials: `INFO {"version": …}`. */
async function versionAt(host: string, port: number): Promise<string> {
  const socket = connect({ host, port });
  socket.setTimeout(greetingTimeoutMs, () => socket.destroy(new Error('it sends nothing')));
  let greeting = '';
  for await (const chunk of socket) {
    greeting += chunk;
    if (greeting.includes('\r\n') || greeting.length > maxGreetingLength) break;
  }
  const [, info] = /^INFO (\{.*\})\s*\r\n/.exec(greeting) ?? [];
  if (!info) throw new Error('the server there is not a NATS server');
  return (JSON.parse(info) as { version: string }).version;
}
