import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeTask } from '../bench/task.ts';
import { packageFolder } from '../src/adapters/package.ts';
import { openTestDaemon, type TestDaemon } from './daemon.ts';

describe('a command that ends before its work does', () => {
  const folder = mkdtempSync(join(tmpdir(), 'manyhands-ended-'));
  const temporary = join(folder, 'tmp');
  let daemon: TestDaemon;

  beforeAll(async () => {
    const building = spawn(process.execPath, [join(packageFolder, 'scripts/build.mjs')], { stdio: 'inherit' });
    expect(await once(building, 'exit')).toEqual([0, null]);
    mkdirSync(temporary);
    daemon = await openTestDaemon();
  });
  afterAll(async () => {
    await daemon?.end();
    rmSync(folder, { recursive: true, force: true });
  });

  const start = (words: readonly string[], data: string) =>
    spawn(process.execPath, [join(packageFolder, 'bin/manyhands'), ...words], {
      cwd: folder,
      env: { ...process.env, TMPDIR: temporary, MANYHANDS_DATA: data, NO_COLOR: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
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

  it('says that its launch goes on, which it does, and the same command goes on with it', async () => {
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
    // The same command waits for that launch, and makes no other.
    const again = start(['run', slow], daemonData());
    const out = again.stdout!.setEncoding('utf8').toArray();
    expect((await endOf(again)).err).toContain('Nothing was launched: run launched-');
    expect((await out).join('')).toMatch(/^run +launched-/m);
    expect((await runsText()).match(/"id": "launched-/g)).toHaveLength(1);
  });

  const daemonData = () => join(daemon.folder, 'data');
  async function runsText(): Promise<string> {
    const child = start(['runs', '--json'], daemonData());
    const out = child.stdout!.setEncoding('utf8').toArray();
    await endOf(child);
    return (await out).join('');
  }
});
