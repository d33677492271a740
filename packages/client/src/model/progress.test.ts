import { describe, expect, it } from 'vitest';
import { parseProgress } from './progress.ts';

describe('parseProgress', () => {
  it.each([
    { meta: { current: 3, total: 4 }, progress: { current: 3, total: 4, percent: 75 } },
    {
      meta: { done: 1, total: 2, description: 'half' },
      progress: { current: 1, total: 2, percent: 50, description: 'half' },
    },
    { meta: { percent: 30 }, progress: { current: 30, total: 100, percent: 30 } },
    { meta: { current: 3, total: 4, percent: 80 }, progress: { current: 3, total: 4, percent: 80 } },
    { meta: { current: 0, total: 0 }, progress: { current: 0, total: null, percent: null } },
    { meta: { current: 2, total: 9 }, progress: { current: 2, total: 9, percent: 22.22 } },
    { meta: { current: '3', total: '4.0' }, progress: { current: 3, total: 4, percent: 75 } },
    { meta: { progress: 45 }, progress: { current: 45, total: 100, percent: 45 } },
    { meta: { progress: 0.45 }, progress: { current: 45, total: 100, percent: 45 } },
    { meta: { progress: '45.3 %' }, progress: { current: 45.3, total: 100, percent: 45.3 } },
    { meta: { progress: { current: 1, total: 8 } }, progress: { current: 1, total: 8, percent: 12.5 } },
    { meta: { progress: '3/10' }, progress: { current: 3, total: 10, percent: 30 } },
    { meta: { current: 3 }, progress: { current: 3, total: null, percent: null } },
    { meta: { rowsProcessed: 5, totalRows: 20 }, progress: { current: 5, total: 20, percent: 25 } },
    { meta: { current_page: 2, total_pages: 8 }, progress: { current: 2, total: 8, percent: 25 } },
    { meta: { index: 4, length: 8 }, progress: { current: 4, total: 8, percent: 50 } },
    { meta: { done: 3, remaining: 1 }, progress: { current: 3, total: 4, percent: 75 } },
    { meta: { percentage: 30, eta: 5, cpu_percent: 99 }, progress: { current: 30, total: 100, percent: 30 } },
    { meta: '45 %', progress: { current: 45, total: 100, percent: 45 } },
    { meta: 'half', progress: { current: null, total: null, percent: null, description: 'half' } },
    {
      meta: { step: 2, totalSteps: 8, stepName: 'merge', status: 'PROGRESS' },
      progress: { current: 2, total: 8, percent: 25, description: 'PROGRESS' },
    },
    { meta: { current: 9, total: 4 }, progress: { current: 9, total: 4, percent: 100 } },
  ])('reads $meta as $progress', ({ meta, progress }) => {
    expect(parseProgress(meta)).toEqual(progress);
  });

  it.each([
    { pid: 1, hostname: 'w' },
    { cpu_percent: 99 },
    { rows: [], total: 'many' },
    { current: -1, total: 4 },
    '',
    [],
    null,
  ])('finds no progress in %j', (meta) => {
    expect(parseProgress(meta)).toBeNull();
  });
});
