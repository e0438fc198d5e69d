import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'webapp/**/*.test.ts', 'journeys/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
    globalSetup: ['journeys/leave-nothing.ts'],
    reporters: process.env.CI ? ['default'] : ['default'],
  },
});
