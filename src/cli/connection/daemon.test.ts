import { spawnSync } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { newDataFolder, openFakeServer } from '../for-tests.ts';
import { findDaemon, healthAt, noteIn } from './daemon.ts';

const leftovers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const clear of leftovers.splice(0)) await clear();
});

async function fake(routes = {}) {
  const client = await openFakeServer(routes);
  leftovers.push(client.stop);
  return client;
}
async function folderWith(daemon?: { pid?: number; url: string }) {
  const folder = await newDataFolder(daemon);
  leftovers.push(() => rm(folder, { recursive: true }));
  return folder;
}

describe('the daemon of a data folder', () => {
  it('is found by its note when it lives and answers', async () => {
    const { url } = await fake();
    expect(await findDaemon(await folderWith({ url }))).toEqual({ pid: process.pid, url });
  });

  it('is found also when something is wrong with it', async () => {
    const sick = { ok: false, pid: process.pid, problems: ['The log does not answer.'], log: { sequence: -1 } };
    const { url } = await fake({
      'GET /health': (response: import('node:http').ServerResponse) =>
        response.writeHead(503).end(JSON.stringify(sick)),
    });
    expect(await findDaemon(await folderWith({ url }))).toMatchObject({ url });
    expect(await healthAt(url)).toEqual(sick);
  });

  it('is none without a note, or with one that cannot be read', async () => {
    const folder = await folderWith();
    expect(await findDaemon(folder)).toBeUndefined();
    await writeFile(noteIn(folder), '{"pid":');
    expect(await findDaemon(folder)).toBeUndefined();
  });

  it('is none when its process is dead, though another server took its port', async () => {
    const { url } = await fake();
    const { pid } = spawnSync(process.execPath, ['--version']);
    expect(await findDaemon(await folderWith({ pid, url }))).toBeUndefined();
  });

  it('is none when nobody answers, or something else does', async () => {
    const gone = await openFakeServer();
    await gone.stop();
    expect(await findDaemon(await folderWith({ url: gone.url }))).toBeUndefined();
    const stranger = await fake({ 'GET /health': { status: 'UP' } });
    expect(await findDaemon(await folderWith({ url: stranger.url }))).toBeUndefined();
  });
});
