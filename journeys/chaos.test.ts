import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const run = (file: string, ...args: string[]) =>
  spawnSync(process.execPath, [file, ...args], { cwd: root, encoding: 'utf8' });

describe('killed again and again (npm run chaos does it 30 times)', () => {
  beforeAll(() => {
    expect(run('scripts/build.mjs').status).toBe(0);
  });

  it('loses no acknowledged answer, doubles none, and agrees with its log', () => {
    const { status, stdout } = run('dist/bench/chaos-main.js', '3');
    expect([status, stdout]).toEqual([0, expect.stringContaining('3 kills')]);
    expect(stdout).toContain(' 0 faults');
  }, 180_000);
});
