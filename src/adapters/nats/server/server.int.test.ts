import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'nats';
import { afterEach, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { findNatsServer } from './acquire.ts';
import { addressOf } from './credentials.ts';
import { cacheFolder } from './for-tests.ts';
import { endOrphan } from './orphan.ts';
import { processOf } from './processes.ts';
import { type NatsServer, openNatsServer } from './server.ts';

let path: string;
let folder: string;
let opened: NatsServer[];
let printed: string[];
let gone: string[];

beforeAll(async () => {
  path = (await findNatsServer({ cacheFolder, env: process.env, notify: () => {} })).path;
}, 120_000);

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'manyhands-nats-'));
  [opened, printed, gone] = [[], [], []];
});

afterEach(async () => {
  await Promise.all(opened.map((server) => server.stop()));
  await endOrphan(folder);
  await rm(folder, { recursive: true, force: true });
});

async function open() {
  const server = await openNatsServer({
    path,
    folder,
    storeLimitBytes: 500_000_000,
    notify: (sentence) => printed.push(sentence),
    onGone: (sentence) => gone.push(sentence),
  });
  opened.push(server);
  return server;
}

const signIn = (url: string) => connect({ ...addressOf(url), reconnect: false });

async function record(url: string, ...messages: string[]) {
  const connection = await signIn(url);
  await (await connection.jetstreamManager()).streams.add({ name: 'LOG', subjects: ['log.>'] });
  for (const message of messages) await connection.jetstream().publish('log.run-1', message);
  await connection.close();
}

async function recorded(url: string) {
  const connection = await signIn(url);
  const { state } = await (await connection.jetstreamManager()).streams.info('LOG');
  await connection.close();
  return state.messages;
}

const portOf = (url: string) => Number(new URL(url).port);
const isAlive = async (pid: number) => Boolean((await processOf(pid))?.command.includes('nats-server'));

describe('a nats-server of our own', () => {
  it('syncs to disk before it acknowledges, keeps to loopback and to its limits', async () => {
    const server = await open();
    const watcher = await signIn(server.watcherUrl);
    const { data } = (await watcher.request('$SYS.REQ.SERVER.PING.VARZ')).json<{ data: Record<string, unknown> }>();
    await watcher.close();
    expect(data).toMatchObject({
      version: server.version,
      host: '127.0.0.1',
      max_connections: 256,
      max_payload: 4 * 1024 * 1024,
      jetstream: { config: { sync_always: true, max_storage: 500_000_000, max_memory: 64 * 1024 * 1024 } },
    });
  });

  it('lets nobody in without the right password', async () => {
    const server = await open();
    const { servers } = addressOf(server.logUrl);
    await expect(connect({ servers, reconnect: false })).rejects.toThrow(/authorization/i);
    await expect(connect({ servers, user: 'runtime', pass: 'guessed', reconnect: false })).rejects.toThrow(
      /authorization/i,
    );
  });

  it.skipIf(process.platform === 'win32')('keeps its secrets for its owner', async () => {
    await open();
    const mode = async (name: string) => ((await stat(join(folder, name))).mode & 0o777).toString(8);
    expect(await mode('')).toBe('700');
    expect(await mode('credentials.json')).toBe('600');
    expect(await mode('nats.conf')).toBe('600');
  });

  it('is found at the same addresses, with everything recorded, after a stop', async () => {
    const first = await open();
    await record(first.logUrl, 'one', 'two');
    await first.stop();
    expect(await isAlive(first.pid())).toBe(false);

    const second = await open();
    expect(second).toMatchObject({ logUrl: first.logUrl, factsUrl: first.factsUrl, readerUrl: first.readerUrl });
    expect(await recorded(second.logUrl)).toBe(2);
    expect(printed).toEqual([]);
  });

  it.each(['', '{"runt'])(
    'starts with new passwords and a new port, and says so, where a power cut left %j of them',
    async (text) => {
      const first = await open();
      await record(first.logUrl, 'one');
      await first.stop();
      for (const name of ['credentials.json', 'nats.conf', 'nats.pid']) await writeFile(join(folder, name), text);
      const second = await open();
      expect(await recorded(second.logUrl)).toBe(1);
      expect(printed).toEqual([
        expect.stringMatching(/credentials\.json was damaged.* password/),
        expect.stringMatching(/nats\.conf was damaged.* address/),
      ]);
      await second.stop();
      const third = await open();
      expect([third.logUrl, printed.length]).toEqual([second.logUrl, 2]);
    },
  );

  it('moves to another port when something else sits on its own, and stays there', async () => {
    const first = await open();
    await first.stop();
    const other = createServer().listen(portOf(first.logUrl), '127.0.0.1');
    await once(other, 'listening');
    const second = await open();
    await second.stop();
    other.close();
    await once(other, 'close');
    const third = await open();
    expect(portOf(second.logUrl)).not.toBe(portOf(first.logUrl));
    expect(third.logUrl).toBe(second.logUrl);
  });

  it('comes back with everything it acknowledged when it is killed', async () => {
    const server = await open();
    await record(server.logUrl, 'one', 'two', 'three');
    const killed = server.pid();
    process.kill(killed, 'SIGKILL');
    await expect.poll(() => printed.at(-1), { timeout: 20_000 }).toContain('is running again');
    expect(printed[0]).toContain('SIGKILL');
    expect(server.pid()).not.toBe(killed);
    expect(await recorded(server.logUrl)).toBe(3);
    expect(gone).toEqual([]);
  });

  it('is given up, with a sentence, when it dies again at once', async () => {
    const server = await open();
    process.kill(server.pid(), 'SIGKILL');
    await expect.poll(() => printed.at(-1), { timeout: 20_000 }).toContain('is running again');
    process.kill(server.pid(), 'SIGKILL');
    await expect.poll(() => gone, { timeout: 20_000 }).toEqual([expect.stringContaining('cannot be restarted')]);
  });

  it('says why when it cannot start', async () => {
    await writeFile(join(folder, 'store'), 'not a folder');
    await expect(open()).rejects.toMatchObject({
      code: 'nats/did-not-start',
      message: expect.stringMatching(/not a directory|not a folder/i),
    });
    const { server } = JSON.parse(await readFile(join(folder, 'nats.pid'), 'utf8'));
    expect(await isAlive(server)).toBe(false);
  });

  it('is not shared by a second daemon', async () => {
    await open();
    await expect(open()).rejects.toMatchObject({ code: 'nats/in-use' });
    // Not even when it cannot see who owns it.
    await rm(join(folder, 'nats.pid'));
    await expect(open()).rejects.toMatchObject({ code: 'nats/in-use' });
  });

  describe.skipIf(process.platform === 'win32')('with a daemon that is killed', () => {
    const aDaemon = async () => {
      const settings = JSON.stringify({ path, folder, storeLimitBytes: 500_000_000 });
      const program = `
        import { createJiti } from 'jiti';
        const { openNatsServer } = await createJiti(process.cwd()).import(${JSON.stringify(join(import.meta.dirname, 'server.ts'))});
        const server = await openNatsServer({ ...${settings}, notify() {}, onGone() {} });
        console.log(JSON.stringify({ pid: server.pid(), logUrl: server.logUrl }));
        setInterval(() => {}, 1000);`;
      const daemon = spawn(process.execPath, ['--input-type=module', '-e', program], {
        cwd: join(import.meta.dirname, '../../../..'),
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      onTestFinished(() => void daemon.kill('SIGKILL'));
      const [line] = await Promise.race([once(daemon.stdout, 'data'), once(daemon, 'exit')]);
      return { daemon, server: JSON.parse(String(line)) as { pid: number; logUrl: string } };
    };
    const killed = async (daemon: ChildProcess) => {
      daemon.kill('SIGKILL');
      await once(daemon, 'exit');
    };

    it('ends by itself, and keeps what it acknowledged', async () => {
      const { daemon, server } = await aDaemon();
      await record(server.logUrl, 'one');
      await killed(daemon);
      await expect.poll(() => isAlive(server.pid), { timeout: 30_000 }).toBe(false);
      const again = await open();
      expect([again.logUrl, await recorded(again.logUrl)]).toEqual([server.logUrl, 1]);
    });

    it('ends also when it was stopped and hears no signal but the last', async () => {
      const { daemon, server } = await aDaemon();
      process.kill(server.pid, 'SIGSTOP');
      await killed(daemon);
      await expect.poll(() => isAlive(server.pid), { timeout: 30_000 }).toBe(false);
    });

    it('continues while its daemon is only stopped', async () => {
      const { daemon, server } = await aDaemon();
      daemon.kill('SIGSTOP');
      await record(server.logUrl, 'one');
      expect(await recorded(server.logUrl)).toBe(1);
      daemon.kill('SIGCONT');
      await killed(daemon);
      await expect.poll(() => isAlive(server.pid), { timeout: 30_000 }).toBe(false);
    });
  });

  it.skipIf(process.platform === 'win32')('is ended and begun again when it was left behind all the same', async () => {
    const first = await open();
    await record(first.logUrl, 'one');
    await first.stop();
    const orphan = spawn(path, ['--config', join(folder, 'nats.conf')], { stdio: 'ignore' });
    onTestFinished(() => void orphan.kill('SIGKILL'));
    await writeFile(join(folder, 'nats.pid'), JSON.stringify({ server: orphan.pid, owner: 1 }));

    const server = await open();
    expect(orphan.exitCode ?? orphan.signalCode).not.toBeNull();
    expect([server.logUrl, await recorded(server.logUrl)]).toEqual([first.logUrl, 1]);
  });

  it('leaves a stranger alone whose process id it once had', async () => {
    const stranger = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
    await writeFile(join(folder, 'nats.pid'), JSON.stringify({ server: stranger.pid, owner: 1 }));
    await open();
    expect(stranger.exitCode ?? stranger.signalCode).toBeNull();
    stranger.kill();
    await once(stranger, 'exit');
  });
});
