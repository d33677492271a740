/** Time limits of tests with real servers and browsers, in milliseconds: generous, since a busy machine is no fault. */
export const TEST_LIMITS = {
  testTimeout: 120_000,
  hookTimeout: 300_000,
  expect: { poll: { timeout: 60_000 } },
} as const;
