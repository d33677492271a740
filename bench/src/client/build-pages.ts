import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { build } from 'vite';

/** JavaScript of the pages, by its path. */
export type Scripts = ReadonlyMap<string, string>;

/** Builds the pages `/reads.js` and `/hooks.js` for production, in memory. */
export async function buildPages(): Promise<Scripts> {
  const page = (name: string): string => fileURLToPath(new URL(`page/${name}`, import.meta.url));
  const result = await build({
    root: fileURLToPath(new URL('page', import.meta.url)),
    configFile: false,
    logLevel: 'error',
    plugins: [react()],
    build: {
      write: false,
      rollupOptions: {
        input: { reads: page('reads.ts'), hooks: page('hooks.tsx') },
        output: { entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
      },
    },
  });
  const outputs = Array.isArray(result) ? result : [result];
  const files = outputs.flatMap((one) => ('output' in one ? one.output : []));
  return new Map(files.flatMap((file) => (file.type === 'chunk' ? [[`/${file.fileName}`, file.code] as const] : [])));
}
