import { connect, type NatsConnection } from 'nats';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { addressOf } from './credentials.ts';
import { testNatsServer } from './for-tests.ts';
import { subjectsOf } from './host-rights.ts';
import { processOf } from './processes.ts';
import type { NatsServer } from './server.ts';

let server: NatsServer & { folder: string };
beforeAll(async () => {
  server = await testNatsServer();
}, 120_000);
afterAll(() => server.stop());

async function signIn(url: string): Promise<NatsConnection> {
  const connection = await connect({ ...addressOf(url), reconnect: false });
  onTestFinished(() => connection.close());
  return connection;
}

async function hostOf(id: string): Promise<NatsConnection> {
  return signIn(await server.taskHosts.add(id));
}

/** What the server says to a connection about a right that it lacks. */
async function firstError(connection: NatsConnection): Promise<string> {
  for await (const { type, data } of connection.status()) if (type === 'error') return String(data);
  return 'none';
}

/** Replies to every call of a host with what it was asked. */
function echo(connection: NatsConnection, id: string): void {
  connection.subscribe(subjectsOf(id).calls, { callback: (_, message) => void message.respond(message.data) });
}

describe('the users of task hosts', () => {
  it('are called, reply, and say that they are ready', async () => {
    const host = await hostOf('one');
    const runtime = await signIn(server.taskHosts.url);
    const ready = runtime.subscribe(subjectsOf('one').ready, { max: 1 });
    await runtime.flush();
    echo(host, 'one');
    host.publish(subjectsOf('one').ready, 'here');
    for await (const message of ready) expect(message.string()).toBe('here');
    expect((await runtime.request(subjectsOf('one').call('mayWork'), 'asked')).string()).toBe('asked');
  });

  it('cannot read the calls of another host, nor anything by wildcards', async () => {
    const host = await hostOf('spy');
    for (const subject of ['task.other.call.*', 'task.*.call.*', '>', '_INBOX.>', 'task.*.ready', 'log.>']) {
      const refused = firstError(host);
      host.subscribe(subject, { callback: () => undefined });
      expect([subject, await refused]).toEqual([subject, 'PERMISSIONS_VIOLATION']);
    }
  });

  it('cannot publish for others, to the log, or a reply that nobody waits for', async () => {
    const host = await hostOf('forger');
    for (const subject of ['task.other.ready', 'task.other.call.mayWork', '_INBOX.x', 'log.run', '$JS.API.INFO']) {
      const refused = firstError(host);
      host.publish(subject, 'x');
      expect([subject, await refused]).toEqual([subject, 'PERMISSIONS_VIOLATION']);
    }
  });

  it('lose their connections when they are removed', async () => {
    const url = await server.taskHosts.add('gone');
    const host = await connect({ ...addressOf(url), reconnect: false });
    const closed = host.closed();
    await server.taskHosts.remove('gone');
    await closed;
    await expect(connect({ ...addressOf(url), reconnect: false })).rejects.toThrow(/authorization/i);
  });

  it('come and go many at once while the log is written and facts are read, and nobody else notices', async () => {
    const [runtime, facts, reader] = await Promise.all(
      [server.logUrl, server.factsUrl, server.readerUrl].map((url) => signIn(url)),
    );
    const before = await Promise.all([runtime, facts, reader].map((one) => one!.info!.client_id));
    await (await runtime!.jetstreamManager()).streams.add({ name: 'LOG', subjects: ['log.>'] });
    let seen = 0;
    reader!.subscribe('facts.>', { callback: () => seen++ });
    await reader!.flush();
    let isOver = false;
    let written = 0;
    const writing = (async () => {
      while (!isOver) {
        const { seq } = await runtime!.jetstream().publish('log.run', 'x');
        expect(seq).toBe(++written);
        facts!.publish('facts.x', 'x');
      }
    })();
    const ids = Array.from({ length: 20 }, (_, n) => `host${n}`);
    const hosts = await Promise.all(ids.map(hostOf));
    for (const [n, host] of hosts.entries()) echo(host, ids[n]!);
    await Promise.all(hosts.map((host) => host.flush()));
    const calls = await signIn(server.taskHosts.url);
    for (const id of ids.slice(0, 5)) await server.taskHosts.remove(id);
    for (const id of ids.slice(5)) expect((await calls.request(subjectsOf(id).call('mayWork'), id)).string()).toBe(id);
    isOver = true;
    await writing;
    // One after the other: the reader's PONG follows the last fact only when the server has that fact.
    await facts!.flush();
    await reader!.flush();
    expect(seen).toBe(written);
    expect([runtime, facts, reader].map((one) => one!.info!.client_id)).toEqual(before);
  });

  it('are still there when the server has been killed and restarted', async () => {
    const url = await server.taskHosts.add('steady');
    const pid = server.pid();
    const host = await connect({ ...addressOf(url), maxReconnectAttempts: -1, reconnectTimeWait: 50 });
    onTestFinished(() => host.close());
    echo(host, 'steady');
    await host.flush();
    const back = (async () => {
      for await (const { type } of host.status()) if (type === 'reconnect') return;
    })();
    process.kill(pid, 'SIGKILL');
    await back;
    expect(await processOf(server.pid())).toBeDefined();
    await host.flush();
    const runtime = await signIn(server.taskHosts.url);
    expect((await runtime.request(subjectsOf('steady').call('x'), 'again')).string()).toBe('again');
    await server.taskHosts.add('later').then(signIn);
  });
});
