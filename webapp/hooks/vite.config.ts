import { defineConfig } from 'vite';

/** The functions that pages without React import, as one module. */
export default defineConfig({
  build: {
    outDir: 'dist',
    target: 'es2022',
    lib: { entry: 'plain.ts', formats: ['es'], fileName: () => 'manyhands-hooks.js' },
  },
});
