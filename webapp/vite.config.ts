import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

const declarations = fileURLToPath(new URL('../src/api/', import.meta.url));
const shapeless = fileURLToPath(new URL('app/shapeless.ts', import.meta.url));

/** Leaves the shapes out of the API's declarations. */
const withoutShapes: Plugin = {
  name: 'without-shapes',
  enforce: 'pre',
  resolveId: (source, importer) => (source === 'zod' && importer?.startsWith(declarations) ? shapeless : undefined),
};

// The requester's app; its screens are loaded when they are gone to.
export default defineConfig({
  plugins: [withoutShapes, react()],
  build: {
    outDir: 'dist',
    target: 'es2022',
    // The house's content security policy allows files, and no data: addresses.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 600,
  },
});
