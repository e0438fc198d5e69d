import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const source = process.env.MANYHANDS_SNOW2008 ?? `${root}/../shared/data/snow2008`;
const isThere = existsSync(`${source}/rte.answers.tsv`);
if (!isThere)
  console.warn(`The recorded answers of real workers are not at ${source}, so they are not given again here.`);

describe.runIf(isThere)('the answers that 164 real workers once gave', () => {
  it('are exported as they were submitted: 8000 units, each item with the same answers, no worker twice', () => {
    spawnSync(process.execPath, ['scripts/build.mjs'], { cwd: root });
    const { status, stdout } = spawnSync(process.execPath, ['dist/bench/main.js', 'rte'], {
      cwd: root,
      encoding: 'utf8',
    });
    expect(stdout).toMatch(/164\s+8000\s+8000/);
    expect(stdout).toMatch(/0\.89[67]/);
    expect([status, stdout]).toEqual([0, expect.not.stringContaining('✗')]);
  }, 600_000);
});
