import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const icons = fileURLToPath(
  new URL('node_modules/@tabler/icons-react/dist/cjs/tabler-icons-react.cjs', import.meta.url),
);

export default defineConfig({
  // One file instead of one for each of some thousand icons.
  resolve: { alias: { '@tabler/icons-react': icons } },
  test: {
    include: ['src/**/*.test.ts', 'webapp/**/*.test.{ts,tsx}', 'journeys/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
    globalSetup: ['journeys/leave-nothing.ts', 'scripts/compile-modules.mjs'],
    reporters: process.env.CI ? ['default'] : ['default'],
  },
});
