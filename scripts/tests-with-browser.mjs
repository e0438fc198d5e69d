import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './steps.mjs';

/** The journeys that open pages in a browser, as paths from the root of the project. */
export const testsWithBrowser = () =>
  readdirSync(join(root, 'journeys'), { encoding: 'utf8' })
    .filter(
      (name) =>
        name.endsWith('.test.ts') &&
        /playwright|chromium|browser/i.test(readFileSync(join(root, 'journeys', name), 'utf8')),
    )
    .map((name) => `journeys/${name}`);
