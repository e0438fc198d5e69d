import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findNatsServer } from './acquire.ts';
import { serverFromRelease } from './from-release.ts';

const run = promisify(execFile);
const printed: string[] = [];
let folder: string;
let cacheFolder: string;

const search = (env: NodeJS.ProcessEnv = {}) => ({
  cacheFolder,
  env,
  notify: (sentence: string) => printed.push(sentence),
});

/** A program that answers `--version` as a nats-server of that version does. */
async function program(place: string, version: string) {
  await mkdir(join(folder, place), { recursive: true });
  const file = join(folder, place, 'nats-server');
  await writeFile(file, `#!/bin/sh\necho "nats-server: v${version}"\n`);
  await chmod(file, 0o755);
  return file;
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'manyhands-find-'));
  cacheFolder = join(folder, 'cache');
  printed.length = 0;
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe.skipIf(process.platform === 'win32')('looking for a nats-server', () => {
  it('takes the one on the PATH', async () => {
    const path = await program('bin', '2.12.4');
    await program('cache/2.15.1', '2.15.1');
    const env = { PATH: `${join(folder, 'nowhere')}:${join(folder, 'bin')}` };
    expect(await findNatsServer(search(env))).toEqual({ path, version: '2.12.4', from: 'your PATH' });
  });

  it('passes over one that is too old, says so, and takes the newest of the cache', async () => {
    await program('bin', '2.9.10');
    await program('cache/2.10.27', '2.10.27');
    const path = await program('cache/2.15.1', '2.15.1');
    expect(await findNatsServer(search({ PATH: join(folder, 'bin') }))).toEqual({
      path,
      version: '2.15.1',
      from: 'the cache',
    });
    expect(printed).toEqual([expect.stringContaining('nats-server 2.9.10, which is too old')]);
  });

  it('passes over a program in the cache that does not run', async () => {
    const broken = await program('cache/2.15.1', '2.15.1');
    await writeFile(broken, 'half a download');
    const path = await program('cache/2.14.5', '2.14.5');
    expect(await findNatsServer(search())).toMatchObject({ path });
  });
});

describe.skipIf(process.platform === 'win32')('an official release', () => {
  let site: Server;
  let files: Map<string, Buffer>;
  const url = () => `http://127.0.0.1:${(site.address() as AddressInfo).port}`;
  const name = (version: string) =>
    `nats-server-v${version}-${process.platform}-${process.arch === 'x64' ? 'amd64' : 'arm64'}`;

  async function publish(version: string, programVersion = version) {
    await program(name(version), programVersion);
    await run('tar', ['-czf', 'archive', name(version)], { cwd: folder });
    const archive = await readFile(join(folder, 'archive'));
    const sum = createHash('sha256').update(archive).digest('hex');
    files.set(`/v${version}/${name(version)}.tar.gz`, archive);
    files.set(
      `/v${version}/SHA256SUMS`,
      Buffer.from(`${'0'.repeat(64)}  another.zip\n${sum}  ${name(version)}.tar.gz\n`),
    );
  }

  beforeEach(async () => {
    files = new Map();
    site = createServer((request, response) => {
      const file = files.get(request.url!);
      response.writeHead(file ? 200 : 404, file && { 'content-length': file.length }).end(file);
    });
    await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
  });
  afterEach(() => new Promise((resolve) => site.close(resolve)));

  it('is fetched, checked, unpacked and kept', async () => {
    await publish('2.15.1');
    const found = await serverFromRelease({ ...search(), site: url() });
    expect(found).toMatchObject({ version: '2.15.1', path: join(cacheFolder, '2.15.1', 'nats-server') });
    expect(await findNatsServer(search())).toMatchObject({ path: found.path, from: 'the cache' });
    expect(printed.at(-1)).toBe('Downloading nats-server 2.15.1: 100 %.');
  });

  it('is an earlier one when the best is not there', async () => {
    await publish('2.14.5');
    expect(await serverFromRelease({ ...search(), site: url() })).toMatchObject({ version: '2.14.5' });
  });

  it('is thrown away when it is not what its checksum says', async () => {
    await publish('2.15.1');
    files.get(`/v2.15.1/${name('2.15.1')}.tar.gz`)![100]! ^= 1;
    await expect(serverFromRelease({ ...search(), site: url() })).rejects.toThrow('does not match its checksum');
    await expect(readdir(cacheFolder)).rejects.toThrow('ENOENT');
  });

  it('is not kept when the program in it is too old after all', async () => {
    await publish('2.15.1', '2.9.10');
    await expect(serverFromRelease({ ...search(), site: url() })).rejects.toThrow('has nats-server 2.9.10');
    expect(await readdir(cacheFolder)).toEqual([]);
  });

  it('is kept whole when two fetch it at once', async () => {
    await publish('2.15.1');
    const both = await Promise.all([1, 2].map(() => serverFromRelease({ ...search(), site: url() })));
    expect(both[0]).toEqual(both[1]);
    expect(await readdir(cacheFolder)).toEqual(['2.15.1']);
  });

  it('is given up with a sentence when the site cannot be reached', async () => {
    const gone = url();
    site.closeAllConnections();
    await new Promise((resolve) => site.close(resolve));
    await expect(serverFromRelease({ ...search(), site: gone })).rejects.toThrow('cannot be reached');
  });
});
