import { defineConfig, type ViteUserConfig } from 'vitest/config';

/** Tests that measure times, load or memory. Nothing else of this suite runs at the same time. */
const ALONE = [
  'src/runtime/**/*.test.ts',
  'src/http/limits/*.test.ts',
  'src/stores/poll-changes.test.ts',
  ...[
    'budgets',
    'changes-bus',
    'harms',
    'hostile',
    'large-groups',
    'live-faults',
    'log-output',
    'memory',
    'network-faults',
    'operations',
    'outages',
    'redis-changes',
    'redis-outages',
    'shares',
    'signals',
    'start',
    'stream-faults',
    'stream-operations',
    'workers',
  ].map((name) => `test/${name}.test.ts`),
];

/** Long tests that compare answers or files, and may run beside any other work. */
const BESIDE = [
  'conformance',
  'deploy',
  'fuzz',
  'fuzz-neighbours',
  'fuzz-served',
  'fuzz-targets',
  'fuzz-neighbours',
  'fuzz-served',
  'fuzz-targets',
  'redis-conformance',
  'releases',
  'schemathesis',
  'ship',
  'sqlalchemy-releases',
  'ui-databases',
  'ui-outage',
  'ui-screens',
].map((name) => `test/${name}.test.ts`);

const config: ViteUserConfig = defineConfig({
  test: {
    testTimeout: 180_000,
    hookTimeout: 300_000,
    expect: { poll: { timeout: 60_000 } },
    projects: [
      {
        extends: true,
        test: { name: 'alone', include: ALONE, maxWorkers: 1, sequence: { groupOrder: 0 } },
      },
      {
        extends: true,
        test: {
          name: 'usual',
          include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
          exclude: [...ALONE, ...BESIDE],
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: { name: 'beside', include: BESIDE, maxWorkers: 2, sequence: { groupOrder: 2 } },
      },
    ],
  },
});

export default config;
