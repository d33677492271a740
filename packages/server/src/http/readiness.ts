import type { ProblemName } from '../problems.ts';
import type { ResultStore } from '../stores/store.ts';

/** Whether requests should be sent to this server. */
export interface Readiness {
  /** What stands against it; undefined when nothing does. */
  check(): Promise<ProblemName | undefined>;
  /** From now on nothing should be sent. */
  drain(): void;
  readonly isDraining: boolean;
}

/** Milliseconds that the store has for an answer. */
const PROBE_TIMEOUT = 1_000;
/** Milliseconds for which an answer is good: however many ask, the store is asked once. */
const LIFETIME = 1_000;

/**
 * Asks the store for a task, as a request does: a cheap query that also fails where the table is locked or may not be read any more.
 */
export function createReadiness(store: ResultStore): Readiness {
  let isDraining = false;
  let last: { readonly answer: Promise<ProblemName | undefined>; until: number } | undefined;
  const fresh = (): Promise<ProblemName | undefined> => {
    const made = { answer: probe(store), until: Number.POSITIVE_INFINITY };
    made.answer.then(() => {
      made.until = performance.now() + LIFETIME;
    });
    last = made;
    return made.answer;
  };
  return {
    check: async () => {
      if (isDraining) return 'draining';
      const problem = await (last && performance.now() < last.until ? last.answer : fresh());
      return isDraining ? 'draining' : problem;
    },
    get isDraining() {
      return isDraining;
    },
    drain: () => {
      isDraining = true;
    },
  };
}

async function probe(store: ResultStore): Promise<ProblemName | undefined> {
  const { promise: late, resolve } = Promise.withResolvers<ProblemName>();
  const timer = setTimeout(() => resolve('store-unavailable'), PROBE_TIMEOUT);
  // any failure: the door logs the errors of requests, and this one is told of by its status
  const answer = store.tasks(['readyz']).then(
    () => undefined,
    () => 'store-unavailable' as const,
  );
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}
