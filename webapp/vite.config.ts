import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

const declarations = fileURLToPath(new URL('../src/api/', import.meta.url));
const main = fileURLToPath(new URL('app/main.tsx', import.meta.url));
const zodStub = fileURLToPath(new URL('app/data/zod-stub.ts', import.meta.url));

/** Leaves the zod schemas out of the API's declarations. */
const withoutSchemas: Plugin = {
  name: 'without-schemas',
  enforce: 'pre',
  resolveId: (source, importer) => (source === 'zod' && importer?.startsWith(declarations) ? zodStub : undefined),
};

type Modules = { getModuleInfo(id: string): { isEntry: boolean; importers: readonly string[] } | null };

const isMain = (id: string) => id === main;

/** Whether a module belongs to the first chunk: browsers fetch six files at a time, so one file loads sooner than thirty. */
function isPartOf(isRoot: (id: string, isEntry: boolean) => boolean, id: string, modules: Modules): boolean {
  const passed = new Set<string>();
  const reaches = (one: string): boolean => {
    if (passed.has(one)) return false;
    passed.add(one);
    const info = modules.getModuleInfo(one);
    return info !== null && (isRoot(one, info.isEntry) || info.importers.some(reaches));
  };
  return reaches(id);
}
const isOfStart = (id: string, modules: Modules) => isPartOf((_, isEntry) => isEntry, id, modules);
const isOfFrame = (id: string, modules: Modules) => isPartOf(isMain, id, modules);

/** Preloads the frame's chunk together with the page, instead of after the first module. */
const withFrame: Plugin = {
  name: 'with-frame',
  transformIndexHtml: {
    order: 'post',
    handler: (_, { bundle = {} }) =>
      Object.values(bundle)
        .filter((file) => file.type === 'chunk' && Object.keys(file.modules).some(isMain))
        .map(({ fileName }) => ({
          tag: 'link',
          attrs: { rel: 'modulepreload', crossorigin: true, href: `/${fileName}` },
          injectTo: 'head',
        })),
  },
};

const drawing = /node_modules\/(@mantine\/charts|recharts|d3-|victory-|@reduxjs|immer|decimal\.js|es-toolkit|redux)/;

// The requester's app; its screens are loaded on demand.
export default defineConfig({
  plugins: [withoutSchemas, react(), withFrame],
  build: {
    outDir: 'dist',
    target: 'es2022',
    // The server's content security policy allows files, and no data: addresses.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 800,
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: (id, modules) => (isOfStart(id, modules) ? 'start' : null), debugName: 'start', priority: 4 },
            { name: (id, modules) => (isOfFrame(id, modules) ? 'frame' : null), debugName: 'frame', priority: 3 },
            { name: 'drawing', test: drawing, priority: 2 },
            { name: 'screens', minShareCount: 2, priority: 1 },
          ],
        },
      },
    },
  },
});
