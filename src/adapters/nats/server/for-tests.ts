import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findNatsServer } from './acquire.ts';
import { type NatsServer, openNatsServer } from './server.ts';

/** The project's own cache of fetched servers. */
export const cacheFolder = fileURLToPath(new URL('../../../../.cache/nats-server', import.meta.url));

const gibibyte = 1024 ** 3;

/** A nats-server of its own for one spec; stopping it removes its folder. */
export async function testNatsServer(): Promise<NatsServer & { folder: string }> {
  const { path } = await findNatsServer({ cacheFolder, env: process.env, notify: () => {} });
  const folder = await mkdtemp(join(tmpdir(), 'manyhands-nats-'));
  const remove = () => rm(folder, { recursive: true, force: true });
  try {
    const server = await openNatsServer({
      path,
      folder,
      storeLimitBytes: gibibyte,
      notify: () => {},
      onGone: () => {},
    });
    return { ...server, folder, stop: () => server.stop().finally(remove) };
  } catch (error) {
    await remove();
    throw error;
  }
}
