import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Runs a program that ends with this process, if not before. */
async function run(file: string, ...args: string[]) {
  const child = fork(file, args, { cwd: root, silent: true, execArgv: [] });
  child.stderr?.pipe(process.stderr);
  const [[status], out] = await Promise.all([once(child, 'close'), child.stdout!.setEncoding('utf8').toArray()]);
  return { status, stdout: out.join('') };
}

describe('killed again and again (npm run chaos does it 30 times)', () => {
  beforeAll(async () => {
    expect((await run('scripts/build.mjs')).status).toBe(0);
  });

  it('loses no acknowledged answer, doubles none, and agrees with its log', async () => {
    const { status, stdout } = await run('dist/bench/chaos-main.js', '3');
    expect([status, stdout]).toEqual([0, expect.stringContaining('3 kills')]);
    expect(stdout).toContain(' 0 faults');
  }, 180_000);
});
