import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { settled } from '../bench/api.ts';
import { openTestDaemon, type TestDaemon } from './daemon.ts';
import { launchItems, submitAnswers } from './submitting.ts';

/** More than the buffers of a connection hold, so that a client leaves in the middle of what is sent. */
const items = 120;
const itemChars = 60_000;
const answers = 20;
/** How long a client waits for the bytes after which it leaves; a stream of live changes sends fewer. */
const longestMs = 1000;

describe('a client that leaves a stream', () => {
  let daemon: TestDaemon;
  let run: string;
  /** What was written to the terminal. */
  const said: string[] = [];
  beforeAll(async () => {
    daemon = await openTestDaemon({ notify: (sentence) => said.push(sentence) });
    const data = Array.from({ length: items }, (_, n) => ({ n, text: 'x'.repeat(itemChars) }));
    run = (await launchItems(daemon, 'colours', data, { units_per_assignment: 1 })).id;
    const given = Array.from({ length: answers }, (_, n) => ({ colour: n % 2 ? 'red' : 'blue' }));
    await submitAnswers(daemon, run, 'ada', given);
    await settled(daemon.port);
    said.length = 0;
  });
  afterAll(() => daemon?.end());

  /** Sends a request, reads this many bytes, and breaks the connection. */
  async function leave(request: string, afterBytes: number, delayMs = 0): Promise<void> {
    const socket = connect(daemon.port, '127.0.0.1');
    socket.on('error', () => undefined);
    await once(socket, 'connect');
    let read = 0;
    const isEnough = new Promise<void>((resolve) => {
      socket.on('close', () => resolve());
      socket.on('data', (chunk: Buffer) => {
        read += chunk.length;
        if (read >= afterBytes) resolve();
      });
      if (afterBytes === 0) resolve();
    });
    socket.write(request);
    await Promise.race([isEnough, wait(longestMs)]);
    await wait(delayMs);
    socket.resetAndDestroy();
  }

  const get = (path: string) => `GET ${path} HTTP/1.1\r\nhost: localhost:${daemon.port}\r\nconnection: close\r\n\r\n`;
  const post = (path: string, body: unknown) => {
    const json = JSON.stringify(body);
    return `POST ${path} HTTP/1.1\r\nhost: localhost:${daemon.port}\r\ncontent-type: application/json\r\ncontent-length: ${json.length}\r\n\r\n${json}`;
  };

  const streams = [
    ...['jsonl', 'csv', 'csv-long', 'parquet', 'mephisto'].map((format) => `/api/export?of=colours&format=${format}`),
    '/api/export/files?of=colours',
    '/api/events',
    '/api/events?follow=true',
    '/api/replay/RUN',
    '/api/audit',
    '/api/quality/aggregates?task=colours&question=colour',
    '/api/live',
    '/api/units?limit=1000',
    '/mephisto/api/units?task_id=colours',
    '/mephisto/api/units/details?unit_ids=IDS',
    '/mephisto/api/tasks/colours/120/export-results.json',
    '/mephisto/api/tasks/colours/worker-opinions',
    '/docs/parity',
    '/docs/pictures/overview.png',
  ];

  it.each(streams)('is no fault of the server: GET %s', async (path) => {
    const ids = Array.from({ length: items }, (_, n) => `${run}.${n}.0`).join(',');
    const request = get(path.replace('RUN', run).replace('IDS', ids));
    for (const [bytes, delayMs] of [
      [0, 0],
      [0, 5],
      [1, 0],
      [1, 40],
      [30_000, 0],
      [200_000, 20],
    ] as const)
      await leave(request, bytes, delayMs);
    await wait(300);
    expect(said).toEqual([]);
  });

  it.each([
    ['/api/verdicts', { decision: 'accepted', worker: 'ada' }],
    ['/api/archive', { of: [{ task: 'colours' }] }],
    ['/api/archive', {}],
    ['/api/rebuild', {}],
  ])('is no fault of the server: POST %s', async (path, body) => {
    for (const bytes of [0, 1, 30_000]) await leave(post(path, body), bytes);
    await wait(500);
    expect(said).toEqual([]);
  });

  it('leaves the server whole', async () => {
    const { ok } = (await (await fetch(`${daemon.url}api/verify`)).json()) as { ok: boolean };
    expect([ok, said]).toEqual([true, []]);
  });
});
