import { connect } from 'node:net';
import { join } from 'node:path';
import { serverOnPath } from '../../../adapters/nats/server/acquire.ts';
import { cachedServer } from '../../../adapters/nats/server/cached.ts';
import { isNewEnough, oldestSafe } from '../../../adapters/nats/server/version.ts';
import type { Settings } from '../../../startup/config.ts';
import { type Finding, good, note, reasonOf, wrong } from './finding.ts';

const patience = 5000;
const longestGreeting = 65_536;

/** Whether there is a NATS server that may keep the log: the one that is set, or a program to start. */
export async function checkNats({ natsUrl, cacheFolder }: Settings, env: NodeJS.ProcessEnv): Promise<Finding> {
  if (natsUrl) return checkRunning(natsUrl);
  const tooOld: string[] = [];
  const search = {
    cacheFolder: join(cacheFolder, 'nats-server'),
    env,
    say: (sentence: string) => tooOld.push(sentence),
  };
  const found = (await serverOnPath(search)) ?? (await cachedServer(search));
  if (found) return good('nats-server', `${found.version} (${found.path})`);
  return note('nats-server', ['none yet; the first start fetches one', ...tooOld].join('. '));
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
    return wrong('nats-server', `none answers at ${place}: ${reasonOf(error)}`, mend);
  }
}

/** A NATS server introduces itself to whoever connects, before any credentials: `INFO {"version": …}`. */
async function versionAt(host: string, port: number): Promise<string> {
  const socket = connect({ host, port });
  socket.setTimeout(patience, () => socket.destroy(new Error('it says nothing')));
  let said = '';
  for await (const chunk of socket) {
    said += chunk;
    if (said.includes('\r\n') || said.length > longestGreeting) break;
  }
  const [, info] = /^INFO (\{.*\})\s*\r\n/.exec(said) ?? [];
  if (!info) throw new Error('what answers is no NATS server');
  return (JSON.parse(info) as { version: string }).version;
}
