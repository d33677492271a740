import type { RouteName } from '../protocol/routes.ts';
import type { FakeMember } from './fake-group.ts';
import type { FakeRecord, Script } from './fake-record.ts';

/** A request that a fake has received. */
export interface FakeRequest {
  /** Django's name of the view, `batch` or `events`. Null if no view serves the path and the method. */
  readonly route: RouteName | 'batch' | 'events' | null;
  /** The id in the path; in a batch and a stream all ids, tasks first. */
  readonly ids: readonly string[];
  /** Time of the request, in milliseconds since 1970. */
  readonly at: number;
}

/** A failure: an error status, a network error, a redirect to a login page, or no response. */
export type FakeFailure = number | 'network' | 'login' | 'silence';

/** A failure of a later request. */
export interface QueuedFailure {
  readonly failure: FakeFailure;
  /** Seconds in the `Retry-After` header; undefined for no header. */
  readonly retryAfter: number | undefined;
  /** Number of requests that still fail; Infinity without an end. */
  left: number;
}

/** The content of a fake Celery. The handlers read it. */
export class FakeState {
  readonly scripts: Map<string, Script> = new Map();
  readonly groups: Map<string, readonly FakeMember[]> = new Map();
  readonly requests: FakeRequest[] = [];
  readonly failures: QueuedFailure[] = [];
  readonly #etags = new Map<string, string>();
  readonly #streams = new Set<() => void>();

  /** Adds a row to a script, which replaces another script of the same task. */
  add(id: string, script: Script, record: FakeRecord): void {
    this.scripts.set(id, script);
    script.add(record);
  }

  /** Returns the etag of a body. Equal bodies have equal etags. */
  etagOf(text: string): string {
    const etag = this.#etags.get(text) ?? `fake-${this.#etags.size + 1}`;
    this.#etags.set(text, etag);
    return etag;
  }

  /** Adds an open stream of events. Returns the function that removes it. */
  addStream(close: () => void): () => void {
    const end = (): void => {
      if (this.#streams.delete(end)) close();
    };
    this.#streams.add(end);
    return end;
  }

  /** Ends all streams, like a server that stops. */
  closeStreams(): void {
    for (const end of [...this.#streams]) end();
  }

  /** Returns the failure for the next request; undefined for none. */
  takeFailure(): QueuedFailure | undefined {
    while (this.failures[0]?.left === 0) this.failures.shift();
    const [next] = this.failures;
    if (next) next.left -= 1;
    return next;
  }

  /** Removes everything except the etags: a client with an etag must not get a 304 for another body. */
  clear(): void {
    this.closeStreams();
    this.scripts.clear();
    this.groups.clear();
    this.requests.length = 0;
    this.failures.length = 0;
  }
}

/** The rows of one response. It counts as one poll of each task, even if it contains the task several times. */
export class Poll {
  readonly #state: FakeState;
  readonly #counted = new Set<string>();

  constructor(state: FakeState) {
    this.#state = state;
  }

  /** Counts one poll, and returns the task's row. */
  task(id: string): FakeRecord {
    const script = this.#state.scripts.get(id);
    if (!this.#counted.has(id)) script?.advance();
    this.#counted.add(id);
    return script?.current;
  }

  /** Returns the row that {@link Poll.task} would return, without counting a poll. */
  peekNext(id: string): FakeRecord {
    return this.#state.scripts.get(id)?.next;
  }

  /** Returns the row of the last poll, without counting a poll. */
  peekLast(id: string): FakeRecord {
    return this.#state.scripts.get(id)?.current;
  }

  group(id: string): readonly FakeMember[] | undefined {
    return this.#state.groups.get(id);
  }

  etagOf(text: string): string {
    return this.#state.etagOf(text);
  }
}
