import { defineConfig } from 'vite';

// Every page has a folder of its own; index.html is the house's start page.
export default defineConfig({
  build: {
    outDir: 'dist',
    target: 'es2022',
    // The house's content security policy allows files, and no data: addresses.
    assetsInlineLimit: 0,
    rolldownOptions: { input: { home: 'index.html' } },
  },
});
