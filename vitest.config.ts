import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

const icons = fileURLToPath(
  new URL('node_modules/@tabler/icons-react/dist/cjs/tabler-icons-react.cjs', import.meta.url),
);

/** Files with modules of their own: screens, of which each has its document, and a spec that replaces `node:fs`. */
const isolated = ['webapp/{app,chat,form,frame}/**/*.test.{ts,tsx}', 'src/adapters/data-folder/durable-file.test.ts'];

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
          exclude: ['**/node_modules/**', ...isolated],
          globalSetup: ['journeys/leave-nothing.ts', 'scripts/compile-modules.mjs'],
          // Modules are loaded once for all files: loading them takes longer than most specs do.
          isolate: false,
        },
      },
      { extends: true, test: { name: 'isolated', include: isolated, globalSetup: ['journeys/leave-nothing.ts'] } },
    ],
  },
});
