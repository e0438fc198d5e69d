import { access, rm, writeFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { DaemonSettings } from '../../startup/daemon.ts';
import {
  aPlan,
  aRun,
  collector,
  command,
  type FakeServer,
  lines,
  newDataFolder,
  openFakeServer,
} from '../for-tests.ts';
import { refuse } from '../terminal/refusals.ts';
import { noteIn } from './daemon.ts';

let dataFolder: string;
let fake: FakeServer;
let story: string[];

beforeEach(async () => {
  story = [];
  dataFolder = await newDataFolder();
  fake = await openFakeServer({
    'GET /api/runs': { runs: [aRun()], sequence: 7 },
    'POST /api/runs': lines({ plan: aPlan, run: aRun() }),
    'GET /api/events': (response: { write(text: string): void }) => response.write('{"position":"1.0"}\n'),
  });
});
afterEach(async () => {
  await fake.stop();
  await rm(dataFolder, { recursive: true, force: true });
});

/** Opens as a daemon does: leaves its note, and records when it is stopped. */
async function openDaemon({ port, notify, dataFolder: folder, announced = true }: DaemonSettings) {
  story.push(`opened on ${port}`);
  notify('Reading the runs.');
  if (announced) await writeFile(noteIn(folder), JSON.stringify({ pid: process.pid, url: fake.url }));
  const stop = async () => {
    story.push('stopped');
  };
  return {
    url: fake.url,
    token: 'own',
    routes: [],
    damages: () => [],
    port: fake.port,
    factsUrl: 'nats://reader@127.0.0.1',
    stop,
  };
}
/** What a person sees who waits for something before they press a key. */
function openScreen() {
  const { stream: stdout, text } = collector();
  return { stdout, shows: (words: string) => vi.waitFor(() => expect(text()).toContain(words), 5000) };
}
const isThere = (file: string) =>
  access(file).then(
    () => true,
    () => false,
  );

describe('a verb without a daemon', () => {
  it('opens a server while it runs, on any port, and hides it from others', async () => {
    const { code, out } = await command(['runs'], { dataFolder, openDaemon });
    expect([code, story]).toEqual([0, ['opened on 0', 'stopped']]);
    expect(out).toContain('films-x7k2p');
    expect(await isThere(noteIn(dataFolder))).toBe(false);
  });

  it('closes the server also when it is refused', async () => {
    expect((await command(['status', 'x'], { dataFolder, openDaemon })).code).toBe(1);
    expect(story).toEqual(['opened on 0', 'stopped']);
  });

  it('waits while another command has the data folder', async () => {
    let refusals = 2;
    const busyAtFirst = (settings: DaemonSettings) => {
      if (refusals-- > 0) throw refuse('data/in-use', { folder: dataFolder });
      return openDaemon(settings);
    };
    const { code } = await command(['runs'], { dataFolder, openDaemon: async (settings) => busyAtFirst(settings) });
    expect([code, story]).toEqual([0, ['opened on 0', 'stopped']]);
  });

  it('uses the daemon that was starting meanwhile', async () => {
    const starting = async () => {
      await writeFile(noteIn(dataFolder), JSON.stringify({ pid: process.pid, url: fake.url }));
      throw refuse('data/in-use', { folder: dataFolder });
    };
    expect((await command(['runs'], { dataFolder, openDaemon: starting })).code).toBe(0);
  });

  it('closes the server when it is interrupted, and ends with 130', async () => {
    const ended = command(['events'], { dataFolder, openDaemon });
    await untilAsked('GET /api/events');
    process.emit('SIGTERM');
    expect((await ended).code).toBe(130);
    expect(story).toEqual(['opened on 0', 'stopped']);
  });
});

describe('a verb with a daemon', () => {
  it('tells a person which one it is, by its address and its data', async () => {
    await writeFile(noteIn(dataFolder), JSON.stringify({ pid: process.pid, url: fake.url }));
    const { err } = await command(['runs'], { dataFolder, person: true });
    expect(err).toContain(`Using the Manyhands at ${fake.url} with its data in ${dataFolder}\n`);
    expect((await command(['runs'], { dataFolder })).err).toBe('');
  });
});

describe('the server in the foreground', () => {
  it('stays open until it is asked to end, then says that all is kept', async () => {
    const screen = openScreen();
    const ended = command(['start'], { dataFolder, openDaemon, stdout: screen.stdout });
    await screen.shows('events --follow');
    process.emit('SIGINT');
    // npm passes the same Ctrl-C on.
    process.emit('SIGINT');
    const { code, err } = await ended;
    expect([code, story]).toEqual([0, ['opened on 0', 'stopped']]);
    await screen.shows(fake.url);
    await screen.shows(aRun().worker_url);
    expect(err).toContain(`Everything is kept in ${dataFolder}`);
  });

  it('is where "run" launches when no daemon runs', async () => {
    const screen = openScreen();
    const ended = command(['run', '/task'], { dataFolder, openDaemon, stdout: screen.stdout });
    await screen.shows(aRun().worker_url);
    process.emit('SIGINT');
    await ended;
    expect(story).toEqual(['opened on 0', 'stopped']);
  });

  it('is not opened beside a daemon that runs', async () => {
    await writeFile(noteIn(dataFolder), JSON.stringify({ pid: process.pid, url: fake.url }));
    const { code, err } = await command(['start'], { dataFolder, openDaemon });
    expect([code, story]).toEqual([1, []]);
    expect(err).toContain('(daemon/running)');
  });

  it('closes and fails when its log is gone for good', async () => {
    const dying = async (settings: DaemonSettings) => {
      const client = await openDaemon(settings);
      settings.onGone?.('The nats-server died.');
      return client;
    };
    const { code, err } = await command(['start'], { dataFolder, openDaemon: dying });
    expect([code, story]).toEqual([1, ['opened on 0', 'stopped']]);
    expect(err).toContain('The nats-server died. (nats/gone)');
  });
});

async function untilAsked(route: string) {
  while (!fake.asked.some((one) => one.route === route)) await pause(10);
}
