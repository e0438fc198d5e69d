import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { sentences } from '../bench/task.ts';
import { packageFolder } from '../src/adapters/package.ts';
import { openTestDaemon, type TestDaemon } from './daemon.ts';
import { makeReadOnly, mountSmallDisk, noMounting, unmount } from './small-disk.ts';
import { launchItems, submitAnswers } from './submitting.ts';

type Ended = { code: number | null; out: string; err: string };

const program = join(packageFolder, 'bin/manyhands');

beforeAll(async () => {
  const building = spawn(process.execPath, [join(packageFolder, 'scripts/build.mjs')], { stdio: 'inherit' });
  expect(await once(building, 'exit')).toEqual([0, null]);
});

/** Runs a command; with `to`, its results go into that file or device. */
async function manyhands(data: string, words: readonly string[], to?: string): Promise<Ended> {
  const env = { ...process.env, MANYHANDS_DATA: data, MANYHANDS_PORT: '0', NO_COLOR: '1' };
  const output = to === undefined ? 'pipe' : openSync(to, 'w');
  const child = spawn(process.execPath, [program, ...words], { env, stdio: ['pipe', output, 'pipe'] });
  child.stdin?.end();
  const [out, err] = [child.stdout, child.stderr].map((stream) => stream?.setEncoding('utf8').toArray());
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, out: ((await out) ?? []).join(''), err: ((await err) ?? []).join('') };
}

function expectSentence({ code, err }: Ended, refusal: string) {
  expect(err).not.toMatch(/^\s+at |node:internal/m);
  expect([code, err.trim().split('\n').at(-1)]).toEqual([1, expect.stringContaining(refusal)]);
}

const canMount = mountSmallDisk('1m');
if (canMount) unmount(canMount);
else console.warn(`Disks that are full or can only be read are not tried here: ${noMounting}`);

const verbs = [
  ['start'],
  ['runs'],
  ['people', 'list'],
  ['people', 'add', 'ada', '--role', 'owner'],
  ['events'],
  ['rebuild'],
];

describe.runIf(canMount)('a data folder that cannot be written', () => {
  let disk: string;
  beforeEach(() => {
    disk = mountSmallDisk('8m') as string;
  });
  afterEach(() => unmount(disk));

  it('gives one sentence on a read-only disk, for every command', async () => {
    mkdirSync(join(disk, 'data'));
    makeReadOnly(disk);
    for (const words of verbs) expectSentence(await manyhands(join(disk, 'data'), words), 'its disk can only be read');
    expectSentence(await manyhands(join(disk, 'other'), ['start']), 'data/not-writable');
  });

  it('gives one sentence on a full disk, and leaves nothing half made', async () => {
    const data = join(disk, 'data');
    const filler = join(disk, 'filler');
    mkdirSync(data);
    expect(() => writeFileSync(filler, Buffer.alloc(9_000_000))).toThrow('ENOSPC');
    for (const words of verbs) expectSentence(await manyhands(data, words), 'its disk is full');
    rmSync(filler);
    // Less free than what is kept in reserve: it opens, and answers what needs no room.
    expect(await manyhands(data, ['runs'])).toMatchObject({ code: 0 });
  });
});

describe.skipIf(!existsSync('/dev/full'))('a result for which there is no room', () => {
  let daemon: TestDaemon;
  let run: string;
  let data: string;
  beforeAll(async () => {
    daemon = await openTestDaemon();
    data = join(daemon.folder, 'data');
    run = (await launchItems(daemon, 'colours', sentences(500))).id;
    await submitAnswers(daemon, run, 'ada', [{ colour: 'blue' }]);
  });
  afterAll(() => daemon?.end());

  it.each([
    ['runs', () => ['runs']],
    ['an export', () => ['export', run]],
    ['answers', () => ['examine', run]],
    ['a script', () => ['completions', 'bash']],
    ['facts', () => ['events']],
    ['JSON', () => ['status', run, '--json']],
    ['help', () => ['--help']],
  ])('gives one sentence: %s', async (_, words) => {
    expectSentence(await manyhands(data, words(), '/dev/full'), 'The output cannot be written: its disk is full.');
  });

  it('gives one sentence: a file that was to be written', async () => {
    expectSentence(await manyhands(data, ['export', run, '--out', '/dev/full']), 'the disk is full');
    expectSentence(await manyhands(data, ['archive', '/dev/full']), 'the disk is full');
  });

  it('is no error when its reader has read enough', async () => {
    const env = { ...process.env, MANYHANDS_DATA: data, NO_COLOR: '1' };
    const reader = spawn(process.execPath, [program, 'events'], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    const err = reader.stderr.setEncoding('utf8').toArray();
    await once(reader.stdout, 'data');
    reader.stdout.destroy();
    expect(await once(reader, 'exit')).toEqual([0, null]);
    expect((await err).join('')).toBe('');
  });
});
