import { randomBytes, randomInt } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { z } from 'zod';
import { filesIn, type NamedPort } from './config.ts';
import { nameAt } from './ready.ts';
import { refuse } from './refusals.ts';

// Below the ephemeral ports of outgoing connections, so that a kept port is seldom in use by chance.
const [minPort, maxPort] = [21_000, 29_999];

/** The port of the last start, so that outside tools can keep their URL; another one if it is in use. */
export async function nextPort(folder: string, notify: (sentence: string) => void): Promise<NamedPort> {
  const last = await lastPort(folder, notify);
  if (!last) return newPort();
  if (await isFree(last.port)) return { ...(await newPort()), port: last.port };
  // Two servers would destroy the store.
  if ((await nameAt(last.port)) === last.name) throw refuse('nats/in-use', { folder });
  return newPort();
}

/** A free loopback port, and a random name. */
export async function newPort(): Promise<NamedPort> {
  for (;;) {
    const port = randomInt(minPort, maxPort + 1);
    if (await isFree(port)) return { port, name: `manyhands-${randomBytes(12).toString('hex')}` };
  }
}

const Config = z.object({ port: z.int().min(1).max(65_535), server_name: z.string() });

async function lastPort(folder: string, notify: (sentence: string) => void): Promise<NamedPort | undefined> {
  const { config } = filesIn(folder);
  const text = await readFile(config, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    const { port, server_name: name } = Config.parse(JSON.parse(text));
    return { port, name };
  } catch {
    notify(`${config} was damaged, probably by a power cut; the new address for outside tools is in facts.url.`);
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
