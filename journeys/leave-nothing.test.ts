import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { processOf } from '../src/adapters/nats/server/processes.ts';
import { packageFolder } from '../src/adapters/package.ts';

const program = `
  import { createJiti } from 'jiti';
  const { import: load } = createJiti(process.cwd() + '/journeys/');
  const { openTempFolder } = await load('../bench/temp-folder.ts');
  const { testNatsServer } = await load('../src/adapters/nats/server/for-tests.ts');
  const temp = openTempFolder();
  const server = await testNatsServer();
  console.log(JSON.stringify({ path: temp.path, folder: server.folder, pid: server.pid() }));
  process.once('message', async () => process.send(await temp.close()));`;

type Leftovers = { path: string; folder: string; pid: number };

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
    expect(existsSync(leftovers.path)).toBe(false);
  });

  it('is cleaned up also when it is killed', async () => {
    const { run, leftovers } = await forgetfulRun();
    run.kill('SIGKILL');
    await once(run, 'exit');
    await expect.poll(() => existsSync(leftovers.path), { timeout: 20_000 }).toBe(false);
    expect(await isAlive(leftovers.pid)).toBe(false);
  });
});
