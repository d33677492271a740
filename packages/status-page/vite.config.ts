import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, gzip } from 'node:zlib';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

/** Adds `.br` and `.gz` beside each script and style, so that the server never compresses. */
function precompress(): Plugin {
  const forms = { br: promisify(brotliCompress), gz: promisify(gzip) };
  return {
    name: 'precompress',
    // after the files are written, since other plugins change them before
    async writeBundle({ dir = 'dist' }, bundle) {
      for (const fileName of Object.keys(bundle)) {
        if (!/\.(?:js|css|svg)$/.test(fileName)) continue;
        const content = await readFile(join(dir, fileName));
        for (const [extension, compress] of Object.entries(forms))
          await writeFile(join(dir, `${fileName}.${extension}`), await compress(content));
      }
    },
  };
}

export default defineConfig({
  // the server makes these URLs relative to each screen, so the build does not need the base path
  base: './',
  plugins: [react(), precompress()],
  // the hooks and the page have to share one context
  resolve: { dedupe: ['react', 'react-dom', '@tanstack/react-query'] },
  build: {
    // a policy without data: URLs
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: 'es2023',
  },
  worker: { format: 'es' },
});
