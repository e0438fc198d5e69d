import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const icons = fileURLToPath(
  new URL('node_modules/@tabler/icons-react/dist/cjs/tabler-icons-react.cjs', import.meta.url),
);

/** Files with modules of their own: screens, of which each has its document, and a spec that replaces `node:fs`. */
const isolated = ['webapp/{app,form}/**/*.test.{ts,tsx}', 'src/adapters/data-folder/durable-file.test.ts'];

export default defineConfig({
  // One file instead of one for each of some thousand icons.
  resolve: { alias: { '@tabler/icons-react': icons } },
  test: {
    testTimeout: 60_000,
    hookTimeout: 120_000,
    maxWorkers: 3,
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
