import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';
import { preactForReact } from '../preact-for-react.ts';

/** The page for a task's own HTML, which a launch copies into the page folder of a run. */
export default defineConfig({
  resolve: { alias: preactForReact },
  // Pages are served from any path, such as in a preview.
  base: './',
  oxc: { jsx: { runtime: 'automatic' } },
  build: {
    outDir: 'dist',
    target: 'es2022',
    rolldownOptions: {
      input: { html: fileURLToPath(new URL('main.tsx', import.meta.url)) },
      output: { entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js', assetFileNames: '[name][extname]' },
    },
  },
});
