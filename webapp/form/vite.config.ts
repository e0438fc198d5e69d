import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

/** The page for declared questions, which a launch copies into the page folder of a run. */
export default defineConfig({
  // Preact instead of React: workers' devices load a third of the code.
  resolve: {
    alias: {
      'react-dom/client': 'preact/compat/client',
      'react/jsx-runtime': 'preact/jsx-runtime',
      react: 'preact/compat',
    },
  },
  // Pages are served from any path, such as in a preview.
  base: './',
  oxc: { jsx: { runtime: 'automatic' } },
  build: {
    outDir: 'dist',
    target: 'es2022',
    rolldownOptions: {
      input: { form: fileURLToPath(new URL('main.tsx', import.meta.url)) },
      output: { entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js', assetFileNames: '[name][extname]' },
    },
  },
});
