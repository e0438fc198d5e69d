import { fork } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readdirSync, rmSync, statSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { json, lines, settled } from '../bench/api.ts';
import { openDisk } from '../bench/power/disk.ts';
import { Refusal } from '../src/actors/refusals.ts';
import { handIn, launchItems } from './handing-in.ts';
import { openTestHouse } from './house.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Runs a program that ends with this process, if not before. */
async function run(file: string, ...args: string[]) {
  const child = fork(file, args, { cwd: root, silent: true, execArgv: [] });
  child.stderr?.pipe(process.stderr);
  const [[status], out] = await Promise.all([once(child, 'close'), child.stdout!.setEncoding('utf8').toArray()]);
  return { status, stdout: out.join('') };
}

/** What is on disk before anybody hears of it, so that no cut can take it. */
const isSynced = (name: string) => /\.blk$|^pages\//.test(name);

describe('a young data folder after a power cut', () => {
  const folder = mkdtempSync(join(tmpdir(), 'manyhands-journey-'));
  const [kept, data] = [join(folder, 'kept'), join(folder, 'data')];
  let files: string[];
  let films: string;
  let agents: string[];

  beforeAll(async () => {
    const house = await openTestHouse({}, folder);
    ({ id: films } = await launchItems({ ...house, folder }, 'films', [{ n: 1 }, { n: 2 }, { n: 3 }]));
    agents = await handIn({ ...house, folder }, films, 'ada', [{ genre: 'Drama' }, { genre: 'Crime' }]);
    await settled(house.port);
    // As it is while the house is open: a cut leaves no time to close it.
    cpSync(data, kept, { recursive: true });
    await house.stop();
    const entries = readdirSync(kept, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    const names = entries.map((entry) => join(entry.parentPath, entry.name).slice(kept.length + 1));
    files = names.filter((name) => !isSynced(name) && statSync(join(kept, name)).size > 0).sort();
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  /** What a start makes of the folder when one of its files is cut to a part of its size. */
  async function startedWith(name: string, part: number): Promise<string> {
    rmSync(data, { recursive: true });
    cpSync(kept, data, { recursive: true });
    truncateSync(join(data, name), Math.floor(statSync(join(data, name)).size * part));
    const said: string[] = [];
    try {
      const house = await openTestHouse({ say: (sentence) => said.push(sentence) }, folder);
      try {
        await settled(house.port);
        const found: unknown[] = [];
        for await (const { agent, status } of lines(house.port, 'GET', `/api/export?of=${films}&format=jsonl`))
          if (status === 'completed') found.push(agent);
        expect([name, found.sort()]).toEqual([name, [...agents].sort()]);
        expect([name, await json(house.port, '/api/verify')]).toMatchObject([name, { ok: true }]);
      } finally {
        await house.stop();
      }
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return error.code;
    }
    return said.some((sentence) => sentence.includes('was not whole')) ? 'starts, with a sentence' : 'starts';
  }

  async function outcomes(names: string[], part: number): Promise<Record<string, string[]>> {
    const found: Record<string, string[]> = { starts: [] };
    for (const name of names) {
      const outcome = await startedWith(name, part);
      found[outcome] = [...(found[outcome] ?? []), name];
    }
    return found;
  }

  /** Every other file is made again without a word, since nobody would miss what was in it. */
  const told = {
    'starts, with a sentence': [
      'layout.json',
      'nats/credentials.json',
      'nats/nats.conf',
      'nats/store/jetstream/FACTS/streams/MANYHANDS_FACTS/meta.inf',
      'nats/store/jetstream/FACTS/streams/MANYHANDS_FACTS/meta.sum',
      'nats/store/jetstream/LOG/streams/OBJ_MANYHANDS_FILES/meta.inf',
      'nats/store/jetstream/LOG/streams/OBJ_MANYHANDS_FILES/meta.sum',
    ],
    'nats/store-damaged': [
      'nats/store/jetstream/LOG/streams/MANYHANDS_LOG/meta.inf',
      'nats/store/jetstream/LOG/streams/MANYHANDS_LOG/meta.sum',
    ],
  };

  it('opens by itself with every answer, or says what is wrong, whichever of its files is empty', async () => {
    const { starts, ...others } = await outcomes(files, 0);
    expect(others).toEqual(told);
    expect(starts).toEqual(expect.arrayContaining(['access.db', 'daemon.json', 'facts.url', 'read-model/current']));
  }, 300_000);

  it('does so whichever file that is read as a whole is there by half', async () => {
    const names = files.filter((name) => /\.(json|url|conf|pid|inf)$|current$/.test(name));
    const { starts, ...others } = await outcomes(names, 0.5);
    const isAmong = (name: string) => names.includes(name);
    expect(others).toEqual(Object.fromEntries(Object.entries(told).map(([is, all]) => [is, all.filter(isAmong)])));
    expect(starts).toEqual(['daemon.json', 'facts.url', 'nats/nats.pid', 'read-model/current']);
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
    const { status, stdout } = await run('dist/bench/power-main.js', '3', 'brief');
    expect([status, stdout]).toEqual([0, expect.stringContaining('Cut 3 of 3')]);
  }, 240_000);
});
