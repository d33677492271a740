import { defineConfig, type ViteUserConfig } from 'vitest/config';

/** The unit tests of the mutated files. With the tests of the whole client a run takes three times as long. */
const config: ViteUserConfig = defineConfig({
  test: {
    include: ['src/{schedule,waits,errors}/*.test.ts', 'src/http/{to-error,retry-after}.test.ts'],
    testTimeout: 60_000,
    expect: { poll: { timeout: 20_000 } },
  },
});

export default config;
