import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

// The scripts run before anything is installed, so they are plain JavaScript without types.
const { whatIsMissing } = await import(new URL('../../../scripts/install.mjs', import.meta.url).href);
const { findChromium } = await import(new URL('../../../scripts/chromium.mjs', import.meta.url).href);

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'manyhands-scripts-'));
});
afterEach(() => rm(folder, { recursive: true }));

const wanted = {
  '': { name: 'manyhands' },
  'node_modules/zod': { version: '4.0.0' },
  'node_modules/vite/node_modules/tool': { version: '1.0.0' },
  'node_modules/tool-for-another-machine': { version: '1.0.0', optional: true },
};
async function keep(file: string, packages: unknown) {
  await mkdir(join(folder, 'node_modules'), { recursive: true });
  await writeFile(join(folder, file), JSON.stringify({ packages }));
}

describe('what is missing from node_modules', () => {
  it('is everything in a fresh clone', async () => {
    await keep('package-lock.json', wanted);
    expect(whatIsMissing(folder)).toBe('none are there yet');
  });

  it('is nothing when npm put there what the lock file names, except what is for other machines', async () => {
    await keep('package-lock.json', wanted);
    const { 'node_modules/tool-for-another-machine': _, ...present } = wanted;
    await keep('node_modules/.package-lock.json', present);
    expect(whatIsMissing(folder)).toBeUndefined();
  });

  it('is a package that another commit brought or raised', async () => {
    await keep('package-lock.json', wanted);
    await keep('node_modules/.package-lock.json', {
      ...wanted,
      'node_modules/vite/node_modules/tool': { version: '0.9.0' },
    });
    expect(whatIsMissing(folder)).toBe('tool 1.0.0 is missing');
  });

  it('cannot be known without a lock file', () => {
    expect(whatIsMissing(folder)).toBeUndefined();
  });
});

describe('the Chromium for journeys', () => {
  const named = process.env.MANYHANDS_CHROMIUM;
  afterEach(() => {
    if (named === undefined) delete process.env.MANYHANDS_CHROMIUM;
    else process.env.MANYHANDS_CHROMIUM = named;
  });

  it.each([
    ['Chromium 150.0.1', true],
    ['Google Chrome 150.0.1', true],
    ['Please install the snap', false],
  ])('is the one that was named, if it runs: "%s"', async (says, isOne) => {
    const program = join(folder, 'browser');
    await writeFile(program, `#!/bin/sh\necho "${says}"\n`);
    await chmod(program, 0o755);
    process.env.MANYHANDS_CHROMIUM = program;
    expect(findChromium()).toBe(isOne ? program : undefined);
  });
});
