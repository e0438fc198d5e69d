import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { packageFolder } from '../../../adapters/package.ts';
import { readSettings } from '../../../startup/config.ts';
import { openFakeServer } from '../../for-tests.ts';
import { checkDaemon, checkDataFolder, checkPort } from './daemon.ts';
import { checkNode, checkPackages, checkSqlite } from './machine.ts';
import { checkNats } from './nats.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'manyhands-doctor-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function listening(greeting = '') {
  const server = createServer((socket) => socket.end(greeting));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { port, stop: () => server.close() };
}

describe('the doctor', () => {
  it('reports a Node that is too old', () => {
    expect(checkNode('20.19.0').state).toBe('good');
    expect(checkNode('20.18.3')).toMatchObject({ state: 'wrong', mend: expect.stringContaining('nodejs.org') });
    expect(checkNode('22.1.0').state).toBe('good');
  });

  it('finds the packages of this project, and loads SQLite', async () => {
    expect(await checkPackages(packageFolder)).toMatchObject({ state: 'good' });
    expect(await checkSqlite()).toMatchObject({ state: 'good' });
  });

  it('names packages that are missing or of another version', async () => {
    await mkdir(join(folder, 'node_modules', 'zod'), { recursive: true });
    await writeFile(
      join(folder, 'package.json'),
      JSON.stringify({ dependencies: { zod: '4.0.0', 'never-there': '1.0.0' } }),
    );
    await writeFile(join(folder, 'node_modules', 'zod', 'package.json'), JSON.stringify({ version: '3.0.0' }));
    const { state, says } = await checkPackages(folder);
    expect([state, says]).toEqual(['wrong', 'zod is 3.0.0 instead of 4.0.0, never-there is missing']);
  });

  it('asks the NATS server that is set for its version', async () => {
    const check = async (greeting: string) => {
      const server = await listening(greeting);
      const settings = readSettings({ MANYHANDS_NATS_URL: `nats://127.0.0.1:${server.port}` });
      const { state } = await checkNats(settings, {});
      server.stop();
      return state;
    };
    expect(await check('INFO {"version":"2.15.1"}\r\n')).toBe('good');
    expect(await check('INFO {"version":"2.9.10"}\r\n')).toBe('wrong');
    expect(await check('220 mail.lab ESMTP\r\n')).toBe('wrong');
    expect(await check('')).toBe('wrong');
  });

  it('does not mind that no nats-server was fetched yet', async () => {
    const settings = { ...readSettings({}), cacheFolder: folder };
    expect(await checkNats(settings, { PATH: folder })).toMatchObject({ state: 'note' });
  });

  it('distinguishes a free port, our own and another program’s', async () => {
    const taken = await listening();
    const settings = { ...readSettings({}), port: taken.port };
    const ours = { pid: 1, url: `http://localhost:${taken.port}/` };
    expect((await checkPort(settings, ours)).state).toBe('good');
    expect((await checkPort(settings, undefined)).state).toBe('wrong');
    taken.stop();
    expect((await checkPort({ ...settings, port: 0 }, undefined)).state).toBe('good');
  });

  it('repeats what is wrong with the daemon', async () => {
    const health = {
      ok: false,
      pid: 1,
      problems: ['The log is full.'],
      notes: ['1 fact is left out.'],
      log: { sequence: 3 },
    };
    const { url, stop } = await openFakeServer({ 'GET /health': health });
    const findings = await checkDaemon({ pid: 1, url });
    await stop();
    expect(findings.map(({ state, says }) => [state, says])).toEqual(
      expect.arrayContaining([
        ['wrong', 'The log is full.'],
        ['note', '1 fact is left out.'],
      ]),
    );
  });

  it('tells what the hosts of task code do, with the line that failed last', async () => {
    const hosts = [
      { run: 'birds-aaaaa', pid: 7, functions: ['mayWork', 'onSubmitted'] },
      { run: 'ferns-bbbbb', pid: 8, functions: ['mayWork'], failure: 'mayWork failed: too blue (task.ts, line 7)' },
      { run: 'roses-ccccc', functions: [] },
    ];
    const health = { ok: true, pid: 1, problems: [], hosts, log: { sequence: 3 } };
    const { url, stop } = await openFakeServer({ 'GET /health': health });
    const findings = await checkDaemon({ pid: 1, url });
    await stop();
    expect(findings.slice(1).map(({ state, name, says }) => [state, name, says])).toEqual([
      ['good', 'task code', 'run birds-aaaaa: process 7, mayWork, onSubmitted'],
      [
        'note',
        'task code',
        'run ferns-bbbbb: process 8, mayWork; failed last: mayWork failed: too blue (task.ts, line 7)',
      ],
      ['good', 'task code', 'run roses-ccccc: no process, no functions'],
    ]);
  });

  it('sees whether the data folder can be', async () => {
    await writeFile(join(folder, 'file'), '');
    expect(await checkDataFolder(join(folder, 'not', 'yet'))).toMatchObject([{ state: 'note' }, { name: 'disk' }]);
    expect(await checkDataFolder(join(folder, 'file'))).toMatchObject([{ state: 'wrong' }]);
    await writeFile(join(folder, 'layout.json'), '{}');
    expect((await checkDataFolder(folder))[0]).toMatchObject({ state: 'good' });
  });
});
