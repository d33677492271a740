import { describe, expect, it, vi } from 'vitest';
import { toTaskStatus } from './to-task-status.ts';

describe('toTaskStatus', () => {
  it.each([
    { status: 'PENDING', phase: 'pending', isReady: false },
    { status: 'RECEIVED', phase: 'running', isReady: false },
    { status: 'STARTED', phase: 'running', isReady: false },
    { status: 'MY OWN STATE', phase: 'running', isReady: false },
    { status: 'constructor', phase: 'running', isReady: false },
    { status: 'RETRY', phase: 'retrying', isReady: false },
    { status: 'SUCCESS', phase: 'succeeded', isReady: true },
    { status: 'FAILURE', phase: 'failed', isReady: true },
    { status: 'REVOKED', phase: 'revoked', isReady: true },
    { status: 'IGNORED', phase: 'ignored', isReady: true },
  ])('maps $status to $phase, ready: $isReady', ({ status, phase, isReady }) => {
    expect(toTaskStatus({ id: 't', status, result: null })).toMatchObject({ status, phase, isReady });
  });

  it.each([
    [{ error: 'row 7: price is missing', row: 7 }, 'row 7: price is missing'],
    [{ exc_message: ['no'], message: 'no such file' }, 'no such file'],
    ['the disk is full', 'the disk is full'],
    [[1, 2], null],
    [null, null],
  ])('reads the message of a failure that a task has set by hand as %j', (data, message) => {
    const task = toTaskStatus({ id: 't', status: 'FAILURE', result: null, data, traceback: null });
    expect(task).toMatchObject({ phase: 'failed', result: null, exc: null, exc_type: null, message, data });
  });

  it.each([
    ['throws', () => (null as never as { share: number }).share],
    ['returns a text', () => '45' as never],
  ])('parses a meta by the usual shapes if the reader %s, and warns once', (_, progress) => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    const wire = { id: 't', status: 'PROGRESS', result: { percent: 30 } };
    for (let read = 0; read < 3; read += 1)
      expect(toTaskStatus(wire, { progress })).toMatchObject({ progress: { percent: 30 } });
    expect(warn).toHaveBeenCalledExactlyOnceWith('progress of a task in PROGRESS:', expect.any(Error));
    warn.mockRestore();
  });

  it('has no progress if the reader divides by zero', () => {
    const wire = { id: 't', status: 'PROGRESS', result: { percent: 30 } };
    expect(toTaskStatus(wire, { progress: () => 0 / 0 }).progress).toBeNull();
  });
});
