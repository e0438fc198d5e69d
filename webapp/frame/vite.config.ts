import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';
import { preactForReact } from '../preact-for-react.ts';

/** The frame around worker pages: one classic script, which the server adds to wrap_crowd_source.js. */
export default defineConfig({
  resolve: { alias: preactForReact },
  oxc: { jsx: { runtime: 'automatic' } },
  build: {
    outDir: 'dist',
    target: 'es2022',
    lib: {
      entry: fileURLToPath(new URL('main.tsx', import.meta.url)),
      formats: ['iife'],
      name: 'manyhandsFrame',
      fileName: () => 'frame.js',
    },
  },
});
