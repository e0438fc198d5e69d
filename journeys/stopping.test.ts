import { once } from 'node:events';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { json, launch } from '../bench/api.ts';
import { writeTask } from '../bench/task.ts';
import { openTestDaemon, type TestDaemon } from './daemon.ts';

describe('a daemon that is stopped', () => {
  let daemon: TestDaemon;
  let run: string;
  beforeAll(async () => {
    daemon = await openTestDaemon();
    run = (await launch(daemon.port, writeTask(join(daemon.folder, 'task'), 'colours', [{ n: 1 }]))).id;
  });
  afterAll(() => daemon.end());

  const get = (host: string, path: string) => `GET ${path} HTTP/1.1\r\nhost: ${host}\r\n`;
  const post = (host: string, path: string) => `POST ${path} HTTP/1.1\r\nhost: ${host}\r\ncontent-length: 9\r\n`;
  const upgrade = (host: string) =>
    `${get(host, '/')}upgrade: websocket\r\nconnection: Upgrade\r\nsec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`;
  const worker = () => `${run}.localhost`;

  // Who they are, what they send, and the status with which they are answered, if they are.
  const strangers = (): [string, string, string][] => [
    ['has sent nothing yet, as browsers connect ahead of need', '', ''],
    ['is in the middle of a request', get('localhost', '/'), ''],
    ['is in the middle of an answer', `${post(worker(), '/submit_task')}\r\n{`, ''],
    ['was refused before saying all', `${post('localhost', '/api/rebuild')}origin: http://x\r\n\r\n`, '403'],
    ['keeps a connection for later', `${get('localhost', '/health')}\r\n`, '200'],
    ['follows the runs', `${get('localhost', '/api/live')}\r\n`, '200'],
    ['follows the facts', `${get('localhost', '/api/events?follow=1')}\r\n`, '200'],
    ['holds a socket of a run', upgrade(worker()), '101'],
    ['asked for a socket of the app, which has none', upgrade('localhost'), '401'],
    ['asked for a socket of a run that there is not', upgrade('nothing-1.localhost'), '404'],
  ];

  it('closes idle connections at once, while requests under way may end', async () => {
    const dial = async (bytes: string) => {
      const socket = connect(daemon.port, '127.0.0.1').on('error', () => undefined);
      await once(socket.resume(), 'connect');
      socket.write(bytes);
      return { socket, over: once(socket, 'close').then(() => 'let go of') };
    };
    const silent = await dial('');
    const busy = await dial(get('localhost', '/'));
    await json(daemon.port, '/health');
    const reopened = daemon.reopen();
    await silent.over;
    busy.socket.write('\r\n');
    const answer = once(busy.socket, 'data').then(([bytes]) => String(bytes));
    const heard = await Promise.race([answer, busy.over]);
    daemon = await reopened;
    expect(heard).toMatch(/^HTTP\/1\.1 /);
  });

  it.each([
    ['/ready', /^HTTP\/1\.1 503 [\s\S]*"ready":false,"code":"daemon\/closing"/],
    ['/alive', /^HTTP\/1\.1 200 /],
    ['/api/runs', /^HTTP\/1\.1 503 [\s\S]*"code":"daemon\/closing"/],
  ])('still replies to %s', async (path, expected) => {
    const socket = connect(daemon.port, '127.0.0.1').on('error', () => undefined);
    await once(socket, 'connect');
    let heard = '';
    socket.on('data', (bytes) => {
      heard += bytes;
    });
    const over = once(socket, 'close');
    socket.write(get('localhost', path));
    const silent = connect(daemon.port, '127.0.0.1').resume();
    const closing = once(silent, 'close');
    await json(daemon.port, '/health');
    const reopened = daemon.reopen();
    await closing;
    socket.write('\r\n');
    await over;
    daemon = await reopened;
    expect(heard).toMatch(expected);
  });

  it('stops while clients are still connected', async () => {
    const over: Promise<unknown>[] = [];
    for (const [who, bytes, status] of strangers()) {
      const socket = connect(daemon.port, '127.0.0.1')
        .on('error', () => undefined)
        .resume();
      over.push(once(socket, 'close'));
      await once(socket, 'connect');
      socket.write(bytes);
      if (status) expect(`${who}: ${(await once(socket, 'data'))[0]}`).toContain(`${who}: HTTP/1.1 ${status}`);
    }
    // By then the daemon has read what the others sent.
    await json(daemon.port, '/health');
    daemon = await daemon.reopen();
    await Promise.all(over);
    expect(await json(daemon.port, '/health')).toMatchObject({ ok: true });
  });
});
