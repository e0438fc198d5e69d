import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));

/** One of each family. */
const kinds = [
  'log block cut',
  'log deleted',
  'log and rows',
  'rows db zero',
  'rows other',
  'facts block flip',
  'files block cut',
  'settings',
];

/** Runs a program that ends with this process, if not before. */
async function run(file: string, ...args: string[]) {
  const child = fork(file, args, { cwd: root, silent: true, execArgv: [] });
  child.stderr?.pipe(process.stderr);
  const [[status], out] = await Promise.all([once(child, 'close'), child.stdout!.setEncoding('utf8').toArray()]);
  return { status, stdout: out.join('') };
}

describe('a damaged store (npm run chaos -- damage does it 100 times)', () => {
  beforeAll(async () => {
    expect((await run('scripts/build.mjs')).status).toBe(0);
  });

  it('gives everything that was acknowledged, or says that something is missing and keeps what remembers it', async () => {
    const words = ['damage', String(kinds.length), '--seed', '7', '--answers', '150', '--whole', '3'];
    const { status, stdout } = await run('dist/bench/chaos-main.js', ...words, '--only', kinds.join());
    expect([status, stdout]).toEqual([0, expect.stringContaining(`${kinds.length} damages, 0 faults`)]);
  }, 240_000);
});
