import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

// The requester's app; its screens are loaded when they are gone to.
export default defineConfig({
  plugins: [react()],
  build: {
    outDir: 'dist',
    target: 'es2022',
    // The house's content security policy allows files, and no data: addresses.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 600,
  },
});
