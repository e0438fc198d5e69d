import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync, statSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { json, lines, settled } from '../bench/api.ts';
import { openDisk } from '../bench/power/disk.ts';
import { openTestDaemon } from './daemon.ts';
import { run } from './run-program.ts';
import { launchItems, submitAnswers } from './submitting.ts';

/** What is on disk before anybody hears of it, so that no cut can take it. */
const isSynced = (name: string) => /\.blk$|^pages\/|^worker-links\.key$/.test(name);

describe('a young data folder after a power cut', () => {
  const folder = mkdtempSync(join(tmpdir(), 'manyhands-journey-'));
  const [kept, data] = [join(folder, 'kept'), join(folder, 'data')];
  let files: string[];
  let films: string;
  let agents: string[];

  beforeAll(async () => {
    const daemon = await openTestDaemon({}, folder);
    ({ id: films } = await launchItems({ ...daemon, folder }, 'films', [{ n: 1 }, { n: 2 }, { n: 3 }]));
    agents = await submitAnswers({ ...daemon, folder }, films, 'ada', [{ genre: 'Drama' }, { genre: 'Crime' }]);
    await settled(daemon.port);
    await vi.waitFor(() => expect(existsSync(join(data, 'head.json'))).toBe(true), { timeout: 10_000 });
    // As it is while the daemon runs: a power cut leaves no time to stop it.
    cpSync(data, kept, { recursive: true });
    await daemon.stop();
    const entries = readdirSync(kept, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    const names = entries.map((entry) => join(entry.parentPath, entry.name).slice(kept.length + 1));
    files = names.filter((name) => !isSynced(name) && statSync(join(kept, name)).size > 0).sort();
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  /** What a start makes of the folder when these files of it are cut to a part of their size. */
  async function startedWith(names: string[], part: number): Promise<string> {
    rmSync(data, { recursive: true });
    cpSync(kept, data, { recursive: true });
    for (const name of names) truncateSync(join(data, name), Math.floor(statSync(join(data, name)).size * part));
    const messages: string[] = [];
    const daemon = await openTestDaemon({ notify: (sentence) => messages.push(sentence) }, folder);
    try {
      expect([names, daemon.damages()]).toEqual([names, []]);
      await settled(daemon.port);
      const found: unknown[] = [];
      for await (const { agent, status } of lines(daemon.port, 'GET', `/api/export?of=${films}&format=jsonl`))
        if (status === 'completed') found.push(agent);
      expect([names, found.sort()]).toEqual([names, [...agents].sort()]);
      expect([names, await json(daemon.port, '/api/verify')]).toMatchObject([names, { ok: true }]);
    } finally {
      await daemon.stop();
    }
    return messages.some((sentence) => sentence.includes('was damaged')) ? 'a sentence' : 'nothing';
  }

  /** The message when each of these files is cut, one at a time. */
  async function messagesFor(names: string[], part: number): Promise<Record<string, string>> {
    const messages: Record<string, string> = {};
    for (const name of names) messages[name] = await startedWith([name], part);
    return messages;
  }

  /** Files whose loss somebody may notice, by a new password or by seeing a fact again. */
  const isReported = (name: string) =>
    /^layout\.json$|^nats\/(credentials\.json|nats\.conf)$|\/meta\.(inf|sum)$/.test(name);

  it('starts by itself with every answer, and says which of its files was empty', async () => {
    const reported = files.filter(isReported).filter((name) => !name.endsWith('meta.sum'));
    expect(reported).toEqual(expect.arrayContaining(['layout.json', 'nats/credentials.json', 'nats/nats.conf']));
    expect(reported.filter((name) => name.endsWith('meta.inf'))).toHaveLength(4);
    expect(await messagesFor(reported, 0)).toEqual(Object.fromEntries(reported.map((name) => [name, 'a sentence'])));
  }, 300_000);

  it('makes every other file again silently, also all of them at once', async () => {
    const others = files.filter((name) => !isReported(name));
    expect(others).toEqual(
      expect.arrayContaining(['access.db', 'daemon.json', 'facts.url', 'head.json', 'read-model/current']),
    );
    expect(await messagesFor(['head.json', 'read-model/current', 'access.db'], 0)).toEqual({
      'head.json': 'nothing',
      'read-model/current': 'nothing',
      'access.db': 'nothing',
    });
    expect(await startedWith(others, 0)).toBe('nothing');
  }, 300_000);

  it('does so for every such file that is cut in half', async () => {
    const reported = ['layout.json', 'nats/credentials.json', 'nats/nats.conf'];
    expect(await messagesFor(reported, 0.5)).toEqual(Object.fromEntries(reported.map((name) => [name, 'a sentence'])));
    const others = files.filter((name) => !isReported(name) && /\.(json|url|pid)$|current$/.test(name));
    expect(await startedWith(others, 0.5)).toBe('nothing');
  }, 300_000);
});

const canCut = await openDisk().then(
  (disk) => disk.close().then(() => true),
  () => false,
);
if (!canCut) console.warn('Power cuts are not tried here: they need root on Linux, to mount a disk in a file.');

describe.runIf(canCut)('a power cut (npm run chaos -- power does it 100 times)', () => {
  beforeAll(async () => {
    expect((await run('scripts/build.mjs')).status).toBe(0);
  });

  it('loses no acknowledged answer, doubles none, and leaves a folder that starts by itself', async () => {
    const { status, stdout } = await run('dist/bench/power-main.js', '1', 'brief');
    expect([status, stdout]).toEqual([0, expect.stringContaining('Cut 1 of 1')]);
  }, 240_000);
});
