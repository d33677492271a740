import { TEST_LIMITS } from '@celery-results/testing';
import { defineConfig } from 'vitest/config';

export default defineConfig({ test: { include: ['test/**/*.test.ts'], ...TEST_LIMITS } });
