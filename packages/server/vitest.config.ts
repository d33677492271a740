import { defineConfig, type ViteUserConfig } from 'vitest/config';

/** Long ones that compare answers or files, whenever they come: other work beside them does no harm. All others look at times or at moments. */
const BESIDE = ['conformance', 'deploy', 'fuzz', 'releases', 'schemathesis', 'ship'].map(
  (name) => `test/${name}.test.ts`,
);

const config: ViteUserConfig = defineConfig({
  test: {
    testTimeout: 60_000,
    hookTimeout: 120_000,
    projects: [
      {
        extends: true,
        test: {
          ...{ name: 'alone', include: ['src/**/*.test.ts', 'test/**/*.test.ts'], exclude: BESIDE },
          ...{ maxWorkers: 1, sequence: { groupOrder: 0 } },
        },
      },
      {
        extends: true,
        test: { name: 'beside', include: BESIDE, maxWorkers: 2, sequence: { groupOrder: 1 } },
      },
    ],
  },
});

export default config;
