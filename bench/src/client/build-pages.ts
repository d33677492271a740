import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { build } from 'vite';

/** Pages by the path of their script: built as for production, and kept in memory. */
export type Scripts = ReadonlyMap<string, string>;

/** Builds the two pages, `/reads.js` and `/hooks.js`. */
export async function buildPages(): Promise<Scripts> {
  const page = (name: string): string => fileURLToPath(new URL(`page/${name}`, import.meta.url));
  const built = await build({
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
  const outputs = Array.isArray(built) ? built : [built];
  const chunks = outputs.flatMap((one) => ('output' in one ? one.output : []));
  return new Map(chunks.flatMap((one) => (one.type === 'chunk' ? [[`/${one.fileName}`, one.code] as const] : [])));
}
