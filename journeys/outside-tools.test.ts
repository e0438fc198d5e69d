import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { connect, type NatsConnection } from 'nats';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { json, launch, type RunRow } from '../bench/api.ts';
import { openWorker, type Work, type Worker } from '../bench/crowd/worker.ts';
import { writeTask } from '../bench/task.ts';
import { packageFolder } from '../src/adapters/package.ts';
import { openTestDaemon, type TestDaemon } from './daemon.ts';

describe('an outside tool', () => {
  let daemon: TestDaemon;
  let run: RunRow;
  let ada: Worker;
  const children: ChildProcess[] = [];
  const readers: NatsConnection[] = [];
  beforeAll(async () => {
    daemon = await openTestDaemon();
    const items = ['the sky', 'the sea', 'the sun', 'the moon'].map((text) => ({ text }));
    run = await launch(daemon.port, writeTask(join(daemon.folder, 'task'), 'colours', items));
    ada = openWorker(daemon.port, run.id, 'ada');
  });
  afterAll(async () => {
    ada?.close();
    for (const child of children) child.kill();
    for (const reader of readers) await reader.close();
    await daemon?.end();
  });

  const submitColour = async (colour: string) => ada.submit((await ada.arrive(colour)) as Work, { colour });

  async function asReader(): Promise<NatsConnection> {
    const { host, username, password } = new URL(daemon.factsUrl);
    const reader = await connect({ servers: host, user: username, pass: password, reconnect: false });
    readers.push(reader);
    return reader;
  }

  /** Starts the example; its lines come one by one. */
  function subscribe(...words: string[]): { lines: AsyncIterator<string> } {
    const program = join(packageFolder, 'examples/03-subscribe/subscribe.mjs');
    const child = spawn(process.execPath, [program, ...words], { stdio: ['ignore', 'pipe', 'inherit'] });
    children.push(child);
    return { lines: createInterface({ input: child.stdout })[Symbol.asyncIterator]() };
  }
  const next = async (lines: AsyncIterator<string>) => (await lines.next()).value as string;
  const answered = (unit: string, colour: string) =>
    expect.stringMatching(new RegExp(`^\\d+  \\S+Z  ${run.id}  ${run.id}\\.${unit}  {"colour":"${colour}"}$`));

  it('gets all earlier answers, and each new one as it comes', async () => {
    await submitColour('blue');
    const { lines } = subscribe(daemon.factsUrl, '--from', '1');
    expect(await next(lines)).toEqual(answered('0.0', 'blue'));
    await submitColour('green');
    expect(await next(lines)).toEqual(answered('1.0', 'green'));
  });

  it('continues by itself after a restart of the daemon', async () => {
    const { lines } = subscribe(daemon.factsUrl, '--from', '1');
    expect(await next(lines)).toEqual(answered('0.0', 'blue'));
    expect(await next(lines)).toEqual(answered('1.0', 'green'));
    ada.close();
    daemon = await daemon.reopen();
    ada = openWorker(daemon.port, run.id, 'ada');
    await submitColour('yellow');
    expect(await next(lines)).toEqual(answered('2.0', 'yellow'));
  });

  it('starts at any position', async () => {
    const all = subscribe(daemon.factsUrl, '--from', '1');
    await next(all.lines);
    const from = (await next(all.lines)).split(' ')[0]!;
    const { lines } = subscribe(daemon.factsUrl, '--from', from);
    expect(await next(lines)).toEqual(answered('1.0', 'green'));
  });

  it('gets only new facts if it names no position', async () => {
    const manager = await (await asReader()).jetstreamManager();
    const listeners = async () => (await manager.consumers.list('MANYHANDS_FACTS').next()).map(({ name }) => name);
    const before = await listeners();
    const { lines } = subscribe(daemon.factsUrl);
    await expect.poll(async () => (await listeners()).some((name) => !before.includes(name))).toBe(true);
    await submitColour('white');
    expect(await next(lines)).toEqual(answered('3.0', 'white'));
  });

  it('cannot change any fact', async () => {
    const reader = await asReader();
    const manager = await reader.jetstreamManager();
    const recorded = async () => {
      const { log } = await json<{ log: { sequence: number } }>(daemon.port, '/health');
      return [log.sequence, (await manager.streams.info('MANYHANDS_FACTS')).state.messages];
    };
    const before = await recorded();
    for (const subject of [`facts.${run.id}.unit.rejected`, `log.${run.id}`, `ask.${run.id}.stop`]) {
      await expect(reader.jetstream().publish(subject, '{}')).rejects.toThrow(/permission/i);
      reader.publish(subject, '{}');
    }
    await reader.flush();
    const made = manager.streams.add({ name: 'MINE', subjects: ['mine.>'] });
    await expect(made).rejects.toThrow(/permission/i);
    expect(await recorded()).toEqual(before);
  });

  it('does not see the log, and gets no names with the facts', async () => {
    const reader = await asReader();
    const manager = await reader.jetstreamManager();
    const streams: string[] = [];
    for await (const name of manager.streams.names()) streams.push(name);
    expect(streams).toEqual(['MANYHANDS_FACTS']);
    await expect(manager.streams.info('MANYHANDS_LOG')).rejects.toThrow(/permission/i);
    const connected = await manager.streams.getMessage('MANYHANDS_FACTS', { last_by_subj: 'facts.*.agent.connected' });
    expect(connected.json()).toMatchObject({ type: 'agent.connected', run: run.id });
    expect(connected.string()).not.toContain('ada');
  });
});
