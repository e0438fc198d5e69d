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

type Modules = { getModuleInfo(id: string): { isEntry: boolean; importers: readonly string[] } | null };

/** Whether a module is there before any screen is: browsers fetch six files at a time, so that one comes sooner than thirty. */
function isOfFrame(id: string, modules: Modules, passed = new Set<string>()): boolean {
  if (passed.has(id)) return false;
  passed.add(id);
  const info = modules.getModuleInfo(id);
  return info !== null && (info.isEntry || info.importers.some((importer) => isOfFrame(importer, modules, passed)));
}

const drawing = /node_modules\/(@mantine\/charts|recharts|d3-|victory-|@reduxjs|immer|decimal\.js|es-toolkit|redux)/;

// The requester's app; its screens are loaded when they are gone to.
export default defineConfig({
  plugins: [withoutShapes, react()],
  build: {
    outDir: 'dist',
    target: 'es2022',
    // The house's content security policy allows files, and no data: addresses.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 800,
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: (id, modules) => (isOfFrame(id, modules) ? 'frame' : null), debugName: 'frame', priority: 3 },
            { name: 'drawing', test: drawing, priority: 2 },
            { name: 'screens', minShareCount: 2, priority: 1 },
          ],
        },
      },
    },
  },
});
