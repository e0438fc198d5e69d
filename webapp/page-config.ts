import { fileURLToPath } from 'node:url';
import { defineConfig, type UserConfig } from 'vite';
import { preactForReact } from './preact-for-react.ts';

/** The build of a page which a launch copies into the page folder of a run: `NAME.js` and `NAME.css`, from the `main.tsx` beside a config. */
export const pageConfig = (name: string, config: string): UserConfig =>
  defineConfig({
    resolve: { alias: preactForReact },
    // Pages are served from any path, such as in a preview.
    base: './',
    oxc: { jsx: { runtime: 'automatic' } },
    build: {
      outDir: 'dist',
      target: 'es2022',
      rolldownOptions: {
        input: { [name]: fileURLToPath(new URL('main.tsx', config)) },
        output: { entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js', assetFileNames: '[name][extname]' },
      },
    },
  });
