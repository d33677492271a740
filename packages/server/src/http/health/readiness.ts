import { withTimeout } from '../../lib/with-timeout.ts';
import type { ProblemName } from '../../problems/problems.ts';
import type { OpenedStore } from '../../stores/store.ts';

/** Decides whether requests should be sent to this server. */
export interface Readiness {
  /** Returns the problem that makes the server not ready; undefined when it is ready. */
  check(): Promise<ProblemName | undefined>;
  /** Marks the server as not ready from now on, because it is about to stop. */
  drain(): void;
  readonly isDraining: boolean;
}

/** Time limit for the store's answer. */
const PROBE_TIMEOUT_MS = 1_000;
/** An answer is reused for this time, so that many probes are one query. */
const LIFETIME_MS = 1_000;

/** The part of a store that readiness uses. */
export type CheckedStore = Pick<OpenedStore, 'check'>;

/**
 * Reads from the store, as a request does. This cheap query also fails if requests cannot read because of rights,
 * locks or a changed schema.
 */
export function createReadiness(store: CheckedStore): Readiness {
  let isDraining = false;
  let last: { readonly answer: Promise<ProblemName | undefined>; until: number } | undefined;
  const fresh = (): Promise<ProblemName | undefined> => {
    const made = { answer: probe(store), until: Number.POSITIVE_INFINITY };
    made.answer.then(() => {
      made.until = performance.now() + LIFETIME_MS;
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

async function probe(store: CheckedStore): Promise<ProblemName | undefined> {
  // every error is caught: the status reports it, and the HTTP layer logs the errors of requests
  const answer = store.check().then(
    () => undefined,
    () => 'store-unavailable' as const,
  );
  return withTimeout(answer, PROBE_TIMEOUT_MS, () => 'store-unavailable' as const);
}
