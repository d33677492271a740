import { defineConfig, type ViteUserConfig } from 'vitest/config';

const limits = { testTimeout: 60_000, expect: { poll: { timeout: 20_000 } } };

const config: ViteUserConfig = defineConfig({
  test: {
    projects: [
      { test: { ...limits, name: 'usual', include: ['src/**/*.test.ts'] } },
      // the kit for tests works with both majors of its optional peer
      { resolve: { alias: { msw: 'msw-2' } }, test: { ...limits, name: 'msw 2', include: ['src/msw/*.test.ts'] } },
    ],
  },
});

export default config;
