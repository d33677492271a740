import { describe, expect, it } from 'vitest';
import { EXCEPTION_STATES, FINAL_STATES, PROPAGATE_STATES, phaseOf, READY_STATES } from './states.ts';

describe('the sets of states', () => {
  it('equal those of celery.states', () => {
    expect([...READY_STATES].sort()).toEqual(['FAILURE', 'REVOKED', 'SUCCESS']);
    expect([...EXCEPTION_STATES].sort()).toEqual(['FAILURE', 'RETRY', 'REVOKED']);
    expect([...PROPAGATE_STATES].sort()).toEqual(['FAILURE', 'REVOKED']);
  });

  it('count IGNORED and ABORTED as final, since Celery writes no state after them', () => {
    expect([...FINAL_STATES].sort()).toEqual(['ABORTED', 'FAILURE', 'IGNORED', 'REVOKED', 'SUCCESS']);
  });
});

describe('phaseOf', () => {
  it.each([
    ['PENDING', 'pending'],
    ['RECEIVED', 'running'],
    ['STARTED', 'running'],
    ['PROGRESS', 'running'],
    ['REJECTED', 'running'],
    ['RETRY', 'retrying'],
    ['ABORTED', 'revoked'],
    ['SUCCESS', 'succeeded'],
    ['FAILURE', 'failed'],
    ['REVOKED', 'revoked'],
    ['IGNORED', 'ignored'],
  ])('maps %s to %s', (state, phase) => expect(phaseOf(state)).toBe(phase));

  it.each(['success', 'SUCCESS ', '', 'SENT', 'constructor', '__proto__'])(
    'maps %j, which is no state of Celery, to running',
    (state) => expect(phaseOf(state)).toBe('running'),
  );
});
