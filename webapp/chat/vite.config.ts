import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';
import { preactForReact } from '../preact-for-react.ts';

const plain = fileURLToPath(new URL('../hooks/plain.ts', import.meta.url));

/** The chat for pages without React, as one module; it shares the piece of work with the functions that are served beside it. */
export default defineConfig({
  resolve: { alias: preactForReact },
  oxc: { jsx: { runtime: 'automatic' } },
  build: {
    outDir: 'dist',
    target: 'es2022',
    lib: { entry: 'plain.tsx', formats: ['es'], fileName: () => 'manyhands-chat.js' },
    rolldownOptions: { external: [plain], output: { minify: true, paths: { [plain]: './manyhands-hooks.js' } } },
  },
});
