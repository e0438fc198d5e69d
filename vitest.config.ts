import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { testsWithBrowser } from './scripts/tests-with-browser.mjs';

const icons = fileURLToPath(
  new URL('node_modules/@tabler/icons-react/dist/cjs/tabler-icons-react.cjs', import.meta.url),
);

/** Files with modules of their own: screens, of which each has its document, and a spec that replaces `node:fs`. */
const isolated = ['webapp/{app,chat,form,frame}/**/*.test.{ts,tsx}', 'src/adapters/data-folder/durable-file.test.ts'];

/** Journeys through a browser: each has several processes at work, so that more than two at a time wait for each other. */
const inTheBrowser = testsWithBrowser();
const maxBrowsers = 2;

/** Modules are loaded once for all files of a worker: loading them takes longer than most specs do. */
const sharing = { isolate: false, globalSetup: ['journeys/leave-nothing.ts', 'scripts/compile-modules.mjs'] };

/** Largest files first, as vitest does, but before them the small ones that take long: they would run alone at the end. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isLong = ({ moduleId }: TestSpecification) =>
      /(chaos|power|streams|killed|disk|kill\.int)\.test\.ts$/.test(moduleId);
    const sorted = await super.sort(files);
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))];
  }
}

export default defineConfig({
  // One file instead of one for each of some thousand icons.
  resolve: { alias: { '@tabler/icons-react': icons } },
  test: {
    testTimeout: 60_000,
    // A machine with other work takes longer for everything.
    expect: { poll: { timeout: 10_000 } },
    hookTimeout: 120_000,
    maxWorkers: 3,
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        extends: true,
        test: {
          name: 'shared',
          include: ['src/**/*.test.ts', 'webapp/**/*.test.{ts,tsx}', 'journeys/**/*.test.ts'],
          exclude: ['**/node_modules/**', ...isolated, ...inTheBrowser],
          ...sharing,
        },
      },
      {
        extends: true,
        test: {
          name: 'in the browser',
          include: inTheBrowser,
          ...sharing,
          maxWorkers: maxBrowsers,
          sequence: { groupOrder: 1 },
        },
      },
      { extends: true, test: { name: 'isolated', include: isolated, globalSetup: ['journeys/leave-nothing.ts'] } },
    ],
  },
});
