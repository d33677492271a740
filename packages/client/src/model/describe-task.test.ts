import { describe, expect, it } from 'vitest';
import { describeGroup, describeTask } from './describe-task.ts';
import { toGroupStatus } from './to-group-status.ts';
import { toTaskStatus } from './to-task-status.ts';

describe('the description of a task', () => {
  it.each([
    ['PENDING', null, undefined],
    ['STARTED', { pid: 1, hostname: 'w' }, undefined],
    ['PROGRESS', { current: 1, total: 2, description: 'reading rows' }, 'reading rows'],
    ['RETRY', "ConnectionError('no answer')", 'no answer'],
    ['FAILURE', "ValueError('row 7: price is missing')", 'row 7: price is missing'],
    ['FAILURE', "KeyError('a', 1)", "KeyError('a', 1)"],
    ['REVOKED', "TaskRevokedError('expired')", 'expired'],
    ['IGNORED', null, undefined],
    ['SUCCESS', 'done', undefined],
  ])('is in %s with %j: %s', (status, result, text) => {
    const task = toTaskStatus({ id: 't', status, result, exc: 'e.E', traceback: null });
    expect(describeTask(task)).toBe(text);
  });
});

describe('the description of a group', () => {
  it('is the number of its final members, and undefined without members', () => {
    const tasks = ['SUCCESS', 'STARTED'].map((status) => toTaskStatus({ id: 't', status, result: null }));
    expect([describeGroup(toGroupStatus('g', tasks)), describeGroup(toGroupStatus('g', []))]).toEqual([
      '1 of 2',
      undefined,
    ]);
  });
});
