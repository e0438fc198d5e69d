import { randomBytes, randomInt } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { z } from 'zod';
import { filesIn, type Place } from './config.ts';
import { nameAt } from './ready.ts';
import { refuse } from './refusals.ts';

// Below the ports that systems lend to outgoing connections, so that a kept port is seldom taken by chance.
const [lowest, highest] = [21_000, 29_999];

/** The port of the last start, so that outside tools keep their URL; another one if something else is there now. */
export async function nextPlace(folder: string, say: (sentence: string) => void): Promise<Place> {
  const last = await lastPlace(folder, say);
  if (!last) return newPlace();
  if (await isFree(last.port)) return { ...(await newPlace()), port: last.port };
  // Two servers on one store would ruin it.
  if ((await nameAt(last.port)) === last.name) throw refuse('nats/in-use', { folder });
  return newPlace();
}

/** A loopback port nobody listens on right now, under a name nobody knows. */
export async function newPlace(): Promise<Place> {
  for (;;) {
    const port = randomInt(lowest, highest + 1);
    if (await isFree(port)) return { port, name: `manyhands-${randomBytes(12).toString('hex')}` };
  }
}

const Config = z.object({ port: z.int().min(1).max(65_535), server_name: z.string() });

async function lastPlace(folder: string, say: (sentence: string) => void): Promise<Place | undefined> {
  const { config } = filesIn(folder);
  const text = await readFile(config, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    const { port, server_name: name } = Config.parse(JSON.parse(text));
    return { port, name };
  } catch {
    say(`${config} was not whole, as a power cut can leave it; outside tools find their new address in facts.url.`);
    return undefined;
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen({ port, host: '127.0.0.1', exclusive: true }, () => probe.close(() => resolve(true)));
  });
}
