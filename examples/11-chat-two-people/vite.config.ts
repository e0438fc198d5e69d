import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  plugins: [react()],
  // Wherever Manyhands is installed, its hook uses the React of this page.
  resolve: { dedupe: ['react'] },
  build: { outDir: 'page', target: 'es2020' },
});
