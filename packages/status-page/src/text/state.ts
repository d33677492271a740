/** The display of a state: by shape, word and colour, so that each alone is enough. */
export interface StateLook {
  readonly shape: string;
  readonly word: string;
  readonly tone: 'good' | 'bad' | 'busy' | 'again' | 'quiet';
}

const LOOKS: Readonly<Record<string, StateLook>> = {
  PENDING: { shape: '○', word: 'Pending', tone: 'quiet' },
  RECEIVED: { shape: '○', word: 'Received', tone: 'quiet' },
  STARTED: { shape: '◐', word: 'Started', tone: 'busy' },
  PROGRESS: { shape: '◐', word: 'Progress', tone: 'busy' },
  SUCCESS: { shape: '●', word: 'Success', tone: 'good' },
  FAILURE: { shape: '✕', word: 'Failure', tone: 'bad' },
  RETRY: { shape: '↻', word: 'Retry', tone: 'again' },
  REVOKED: { shape: '⊘', word: 'Revoked', tone: 'quiet' },
  IGNORED: { shape: '⊘', word: 'Ignored', tone: 'quiet' },
};

/** Returns the display of a state. For a state of the project, the word is its name. */
export function lookOf(state: string): StateLook {
  return LOOKS[state] ?? { shape: '◇', word: state, tone: 'quiet' };
}

/** The states of the chips above the list, by the keys 1 to 6. */
export const CHIP_STATES: readonly string[] = ['SUCCESS', 'FAILURE', 'STARTED', 'RETRY', 'REVOKED'];

/** The order in which states are stacked and listed: failures first. */
export const STATE_ORDER: readonly string[] = [
  'FAILURE',
  'RETRY',
  'STARTED',
  'PROGRESS',
  'RECEIVED',
  'PENDING',
  'REVOKED',
  'IGNORED',
  'SUCCESS',
];

/** Sorts states by {@link STATE_ORDER}. States of the project come before success. */
export function inOrder(states: Iterable<string>): readonly string[] {
  const place = (state: string): number => {
    const at = STATE_ORDER.indexOf(state);
    return at < 0 ? STATE_ORDER.length - 1.5 : at;
  };
  return [...states].sort((a, b) => place(a) - place(b) || (a < b ? -1 : 1));
}

/** Returns whether Celery writes no other state after this one. */
export function isFinal(state: string): boolean {
  return ['SUCCESS', 'FAILURE', 'REVOKED', 'IGNORED'].includes(state);
}

/** Returns whether a worker runs the task now: STARTED, or a state of the project. */
export function isActive(state: string): boolean {
  return !isFinal(state) && !['PENDING', 'RECEIVED', 'RETRY'].includes(state);
}

/** Number of tasks in a final state, of numbers by state. */
export function readyOf(counts: Readonly<Record<string, number>>): number {
  return Object.entries(counts).reduce((sum, [state, count]) => sum + (isFinal(state) ? count : 0), 0);
}
