import { beforeAll, describe, expect, it } from 'vitest';
import { run } from './run-program.ts';

describe('killed again and again (npm run chaos does it 30 times)', () => {
  beforeAll(async () => {
    expect((await run('scripts/build.mjs')).status).toBe(0);
  });

  it('loses no acknowledged answer, doubles none, and agrees with its log', async () => {
    const { status, stdout } = await run('dist/bench/chaos-main.js', '2');
    expect([status, stdout]).toEqual([0, expect.stringContaining('2 kills')]);
    expect(stdout).toContain(' 0 faults');
  }, 180_000);
});
