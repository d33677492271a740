import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const here = (name: string): string => fileURLToPath(new URL(`node_modules/${name}`, import.meta.url));

/** Runs the unchanged tests of packages/react with the packages that are installed here. */
export default defineConfig({
  root: fileURLToPath(new URL('../../packages/react', import.meta.url)),
  resolve: {
    alias: ['react', 'react-dom', '@tanstack/react-query', '@testing-library/react'].map((name) => ({
      find: new RegExp(`^${name}(?=/|$)`),
      replacement: here(name),
    })),
  },
  test: {
    environment: 'jsdom',
    include: ['src/**/*.test.ts', 'src/**/*.test.tsx'],
    testTimeout: 30_000,
    setupFiles: [here('../is-react-18.ts'), 'test/clock-on-seconds.ts'],
    server: { deps: { inline: [/@tanstack\/react-query/, /@testing-library\/react/] } },
  },
});
