import { TEST_LIMITS } from '@celery-results/testing';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: { environment: 'jsdom', include: ['test/**/*.test.ts', 'test/**/*.test.tsx'], ...TEST_LIMITS },
});
