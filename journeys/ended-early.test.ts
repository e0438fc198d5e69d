import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, openSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openWorker, type Work } from '../bench/crowd/worker.ts';
import { writeTask } from '../bench/task.ts';
import { packageFolder } from '../src/adapters/package.ts';
import { openTestDaemon, type TestDaemon } from './daemon.ts';
import { launchWith } from './films.ts';

const noRoom = /^The output cannot be written: its disk is full\. .*\(output\/not-written\)$/;

describe('a command that ends before its work does', () => {
  const folder = mkdtempSync(join(tmpdir(), 'manyhands-ended-'));
  const temporary = join(folder, 'tmp');
  const task = join(folder, 'task');
  let daemon: TestDaemon;

  beforeAll(async () => {
    const building = spawn(process.execPath, [join(packageFolder, 'scripts/build.mjs')], { stdio: 'inherit' });
    expect(await once(building, 'exit')).toEqual([0, null]);
    mkdirSync(temporary);
    writeTask(task, 'colours', [{ text: 'the sky' }]);
    daemon = await openTestDaemon();
  });
  afterAll(async () => {
    await daemon?.end();
    rmSync(folder, { recursive: true, force: true });
  });

  const start = (words: readonly string[], data: string, stdout: 'pipe' | number = 'pipe') =>
    spawn(process.execPath, [join(packageFolder, 'bin/manyhands'), ...words], {
      cwd: folder,
      env: { ...process.env, TMPDIR: temporary, MANYHANDS_DATA: data, NO_COLOR: '1' },
      stdio: ['ignore', stdout, 'pipe'],
    });
  async function endOf(child: ChildProcess) {
    const err = child.stderr!.setEncoding('utf8').toArray();
    const [code] = (await once(child, 'close')) as [number | null];
    return { code, err: (await err).join('') };
  }
  /** A task whose page takes long to build, and how to notice that it has begun. */
  function slowTask(name: string, seconds: number) {
    const slow = join(folder, name);
    writeTask(slow, name, [{ text: 'the sea' }], { build: `touch begun && sleep ${seconds}`, force_rebuild: true });
    const hasBegun = () => readdirSync(slow).includes('begun');
    return { slow, hasBegun };
  }

  it('leaves no folder behind when it only checks', async () => {
    const { slow, hasBegun } = slowTask('checked', 30);
    const child = start(['run', slow, '--dry-run'], join(folder, 'no-data'));
    const ended = endOf(child);
    await expect.poll(hasBegun, { timeout: 20_000 }).toBe(true);
    expect(readdirSync(temporary).length).toBeGreaterThan(0);
    child.kill('SIGINT');
    expect((await ended).code).toBe(130);
    expect(readdirSync(temporary)).toEqual([]);
  });

  it('refuses what a launch would refuse for its size, also without a daemon', async () => {
    const large = writeTask(join(folder, 'large'), 'large', [{ text: 'x'.repeat(5_000_000) }]);
    const { code, err } = await endOf(start(['run', large, '--dry-run'], join(folder, 'no-data')));
    expect([code, err]).toEqual([1, expect.stringContaining('can be recorded')]);
  });

  it('says that its launch goes on, which it does', async () => {
    const { slow, hasBegun } = slowTask('launched', 3);
    const child = start(['run', slow], daemonData());
    const ended = endOf(child);
    await expect.poll(hasBegun, { timeout: 20_000 }).toBe(true);
    child.kill('SIGINT');
    const { code, err } = await ended;
    expect(code).toBe(130);
    expect(err).toMatch(
      /The launch goes on without this command\. ".+ runs" shows its run, and ".+ stop <run>" stops it\./,
    );
    const isLaunched = async () => (await runsText()).includes('launched-');
    await expect.poll(isLaunched, { timeout: 20_000 }).toBe(true);
  });

  it.runIf(process.platform === 'linux')('says in one sentence that its output has no room', async () => {
    const { id } = await launchWith(daemon.port, task);
    const ada = openWorker(daemon.port, id, 'ada');
    await ada.submit((await ada.arrive()) as Work, { colour: 'blue' });
    ada.close();
    for (const words of [
      ['export', id],
      ['examine', id],
      ['runs'],
      ['status', id],
      ['events'],
      ['--help'],
      ['stop', '--help'],
      ['--version'],
      ['wut'],
    ]) {
      const ended = await endOf(start(words, daemonData(), openSync('/dev/full', 'w')));
      const lastLine = ended.err.trim().split('\n').at(-1);
      expect([words, ended.code, lastLine]).toEqual([words, 1, expect.stringMatching(noRoom)]);
      expect(ended.err).not.toContain('    at ');
    }
  });

  const daemonData = () => join(daemon.folder, 'data');
  async function runsText(): Promise<string> {
    const child = start(['runs', '--json'], daemonData());
    const out = child.stdout!.setEncoding('utf8').toArray();
    await endOf(child);
    return (await out).join('');
  }
});
