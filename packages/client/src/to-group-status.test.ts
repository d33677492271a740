import { describe, expect, it } from 'vitest';
import { progressOf } from './progress.ts';
import { toGroupStatus } from './to-group-status.ts';
import { toTaskStatus } from './to-task-status.ts';

const tasks = (...states: readonly string[]) =>
  states.map((status, index) => toTaskStatus({ id: `m${index}`, status, result: null }));

describe('toTaskStatus', () => {
  it.each([
    ['PENDING', 'pending', false],
    ['RECEIVED', 'running', false],
    ['STARTED', 'running', false],
    ['MY OWN STATE', 'running', false],
    ['constructor', 'running', false],
    ['RETRY', 'retrying', false],
    ['SUCCESS', 'succeeded', true],
    ['FAILURE', 'failed', true],
    ['REVOKED', 'revoked', true],
    ['IGNORED', 'ignored', true],
  ])('takes %s for %s, ready: %s', (status, phase, isReady) => {
    expect(toTaskStatus({ id: 't', status, result: null })).toMatchObject({ status, phase, isReady });
  });
});

describe('toGroupStatus', () => {
  it('is failed by a failure and not by a revoked member, as in Celery', () => {
    expect(toGroupStatus('g', tasks('SUCCESS', 'FAILURE'))).toMatchObject({ isReady: true, isFailed: true });
    expect(toGroupStatus('g', tasks('SUCCESS', 'REVOKED'))).toMatchObject({
      isReady: true,
      isFailed: false,
      isSuccessful: false,
    });
  });

  it('weighs members: final ones whole, running ones by their percentage', () => {
    const running = toTaskStatus({ id: 'r', status: 'PROGRESS', result: { percent: 50 } });
    expect(toGroupStatus('g', [...tasks('SUCCESS', 'PENDING', 'FAILURE'), running]).progress).toEqual({
      current: 2,
      total: 4,
      percent: 62.5,
    });
  });
});

describe('progressOf', () => {
  it.each([
    [
      { current: 3, total: 4 },
      { current: 3, total: 4, percent: 75 },
    ],
    [
      { done: 1, total: 2, description: 'half' },
      { current: 1, total: 2, percent: 50, description: 'half' },
    ],
    [{ percent: 30 }, { current: 30, total: 100, percent: 30 }],
    [
      { current: 3, total: 4, percent: 80 },
      { current: 3, total: 4, percent: 80 },
    ],
    [
      { current: 0, total: 0 },
      { current: 0, total: 0, percent: 0 },
    ],
    [
      { current: 9, total: 4 },
      { current: 9, total: 4, percent: 100 },
    ],
    [{ pid: 1, hostname: 'w' }, null],
    [{ current: '3', total: 4 }, null],
    [{ current: -1, total: 4 }, null],
    ['half', null],
    [null, null],
  ])('reads %j as %j', (meta, expected) => {
    expect(progressOf(meta)).toEqual(expected);
  });
});
