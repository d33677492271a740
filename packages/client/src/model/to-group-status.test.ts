import { describe, expect, it } from 'vitest';
import { toGroupStatus } from './to-group-status.ts';
import { toTaskStatus } from './to-task-status.ts';

const tasksIn = (...states: readonly string[]) =>
  states.map((status, index) => toTaskStatus({ id: `m${index}`, status, result: null }));

describe('toGroupStatus', () => {
  it('is failed if a member is in FAILURE, but not if one is in REVOKED, as in Celery', () => {
    expect(toGroupStatus('g', tasksIn('SUCCESS', 'FAILURE'))).toMatchObject({ isReady: true, isFailed: true });
    expect(toGroupStatus('g', tasksIn('SUCCESS', 'REVOKED'))).toMatchObject({
      isReady: true,
      isFailed: false,
      isSuccessful: false,
    });
  });

  it('counts a final member as 1 and a running member as its own percentage', () => {
    const running = toTaskStatus({ id: 'r', status: 'PROGRESS', result: { percent: 50 } });
    expect(toGroupStatus('g', [...tasksIn('SUCCESS', 'PENDING', 'FAILURE'), running]).progress).toEqual({
      current: 2,
      total: 4,
      percent: 62.5,
    });
  });
});
