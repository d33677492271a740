import { fileURLToPath } from 'node:url';
import { defineConfig, type UserConfig } from 'vite';

/** One file for pages without a build step. It includes all chunks that the package otherwise loads later. */
const config: UserConfig = defineConfig({
  resolve: { alias: { './retry.ts': fileURLToPath(new URL('src/browser/no-retries.ts', import.meta.url)) } },
  define: { 'process.env.NODE_ENV': '"production"' },
  build: {
    outDir: 'dist',
    emptyOutDir: false,
    target: 'es2022',
    lib: {
      entry: 'src/browser/index.ts',
      formats: ['iife'],
      name: 'CeleryResultsFile',
      fileName: () => 'browser.js',
    },
  },
});

export default config;
