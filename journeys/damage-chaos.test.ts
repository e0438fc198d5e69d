import { beforeAll, describe, expect, it } from 'vitest';
import { run } from './run-program.ts';

/** One of each store; journeys/damage.test.ts has the log, and `npm run chaos -- damage` the rest. */
const kinds = ['settings', 'rows db zero', 'facts block flip', 'files block cut'];

describe('a damaged store (npm run chaos -- damage does it 100 times)', () => {
  beforeAll(async () => {
    expect((await run('scripts/build.mjs')).status).toBe(0);
  });

  it('has everything that was acknowledged, or reports a loss and keeps the evidence', async () => {
    const words = ['damage', String(kinds.length), '--seed', '7', '--answers', '150', '--whole', '3'];
    const { status, stdout } = await run('dist/bench/chaos-main.js', ...words, '--only', kinds.join());
    expect([status, stdout]).toEqual([0, expect.stringContaining(`${kinds.length} damages, 0 faults`)]);
  }, 240_000);
});
