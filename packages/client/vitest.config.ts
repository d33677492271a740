import { defineConfig, type ViteUserConfig } from 'vitest/config';

const config: ViteUserConfig = defineConfig({
  test: { include: ['src/**/*.test.ts'], testTimeout: 60_000, expect: { poll: { timeout: 20_000 } } },
});

export default config;
