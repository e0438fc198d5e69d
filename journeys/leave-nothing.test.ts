import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { processOf } from '../src/adapters/nats/server/processes.ts';
import { packageFolder } from '../src/adapters/package.ts';

const program = `
  import { mkdtempSync } from 'node:fs';
  import { tmpdir } from 'node:os';
  import { join } from 'node:path';
  import { createJiti } from 'jiti';
  const { import: load } = createJiti(process.cwd() + '/journeys/');
  const { openTempFolder, sweepToo } = await load('../bench/temp-folder.ts');
  const { testNatsServer } = await load('../src/adapters/nats/server/for-tests.ts');
  const beside = mkdtempSync(join(tmpdir(), 'beside-'));
  const temp = openTempFolder();
  sweepToo(temp.path, beside);
  const server = await testNatsServer();
  console.log(JSON.stringify({ path: temp.path, beside, folder: server.folder, pid: server.pid() }));
  process.once('message', async () => process.send(await temp.close()));`;

type Leftovers = { path: string; beside: string; folder: string; pid: number };

/** A run that forgets the nats-server it started. */
async function forgetfulRun() {
  const run = spawn(process.execPath, ['--input-type=module', '-e', program], {
    cwd: packageFolder,
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  onTestFinished(() => void run.kill('SIGKILL'));
  const [line] = await Promise.race([once(run.stdout!, 'data'), once(run, 'exit')]);
  return { run, leftovers: JSON.parse(String(line)) as Leftovers };
}

const isAlive = async (pid: number) => Boolean((await processOf(pid))?.command.includes('nats-server'));

describe.skipIf(process.platform === 'win32')('a run of tests that leaves something behind', () => {
  it('fails with the names, and they are removed', async () => {
    const { run, leftovers } = await forgetfulRun();
    expect(await isAlive(leftovers.pid)).toBe(true);
    run.send('close');
    const [left] = (await once(run, 'message')) as [string[]];
    expect(left).toEqual([
      expect.stringMatching(`^process ${leftovers.pid}: .*nats-server`),
      leftovers.folder.split('/').at(-1),
    ]);
    expect(await isAlive(leftovers.pid)).toBe(false);
    expect([leftovers.path, leftovers.beside].filter(existsSync)).toEqual([]);
  });

  it('is cleaned up also when it is killed', async () => {
    const { run, leftovers } = await forgetfulRun();
    run.kill('SIGKILL');
    await once(run, 'exit');
    await expect.poll(() => [leftovers.path, leftovers.beside].filter(existsSync), { timeout: 20_000 }).toEqual([]);
    expect(await isAlive(leftovers.pid)).toBe(false);
  });
});
