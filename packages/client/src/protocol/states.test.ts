import { describe, expect, it } from 'vitest';
import { EXCEPTION_STATES, FINAL_STATES, PROPAGATE_STATES, phaseOf, READY_STATES } from './states.ts';

describe('the sets of states', () => {
  it('are those of celery.states', () => {
    expect([...READY_STATES].sort()).toEqual(['FAILURE', 'REVOKED', 'SUCCESS']);
    expect([...EXCEPTION_STATES].sort()).toEqual(['FAILURE', 'RETRY', 'REVOKED']);
    expect([...PROPAGATE_STATES].sort()).toEqual(['FAILURE', 'REVOKED']);
  });

  it('take an ignored task for final, which Celery writes nothing more of', () => {
    expect([...FINAL_STATES].sort()).toEqual(['FAILURE', 'IGNORED', 'REVOKED', 'SUCCESS']);
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
    ['SUCCESS', 'succeeded'],
    ['FAILURE', 'failed'],
    ['REVOKED', 'revoked'],
    ['IGNORED', 'ignored'],
  ])('takes %s for %s', (state, phase) => expect(phaseOf(state)).toBe(phase));

  it.each(['success', 'SUCCESS ', '', 'SENT', 'constructor', '__proto__'])(
    'takes %j, like any other text, for running',
    (state) => expect(phaseOf(state)).toBe('running'),
  );
});
