import type { RouteName } from '../protocol/routes.ts';
import type { FakeMember } from './fake-group.ts';
import type { FakeRecord, Script } from './fake-record.ts';

/** A request that a fake has met. */
export interface FakeRequest {
  /** Django's name of the view, or `batch`; null for a path or a method that no view takes. */
  readonly route: RouteName | 'batch' | null;
  /** The task or group that was asked about; in a batch all of them, tasks first. */
  readonly ids: readonly string[];
  /** Milliseconds since 1970, by the clock of the test. */
  readonly at: number;
}

/** What goes wrong: an error status, no connection, a session that has ended, or no answer at all. */
export type FakeFailure = number | 'network' | 'login' | 'silence';

/** A failure that waits for its request. */
export interface DueFailure {
  readonly failure: FakeFailure;
  /** Seconds, for the header. */
  readonly retryAfter: number | undefined;
}

/** What a fake Celery holds; the handlers read it. */
export class FakeState {
  readonly scripts: Map<string, Script> = new Map();
  readonly groups: Map<string, readonly FakeMember[]> = new Map();
  readonly requests: FakeRequest[] = [];
  readonly failures: DueFailure[] = [];
  readonly #etags = new Map<string, string>();

  /** Adds to the script, which takes the place of another one of the task. */
  add(id: string, script: Script, record: FakeRecord): void {
    this.scripts.set(id, script);
    script.add(record);
  }

  /** One etag for one text, whoever asks and how often. */
  etagOf(text: string): string {
    const etag = this.#etags.get(text) ?? `fake-${this.#etags.size + 1}`;
    this.#etags.set(text, etag);
    return etag;
  }

  clear(): void {
    this.scripts.clear();
    this.groups.clear();
    this.requests.length = 0;
    this.failures.length = 0;
    // not the etags: a client that has one must not take another answer for unchanged
  }
}

/** The records of one answer: it counts as one poll of each task that it shows, however often. */
export class Poll {
  readonly #state: FakeState;
  readonly #counted = new Set<string>();

  constructor(state: FakeState) {
    this.#state = state;
  }

  /** The record to show. */
  task(id: string): FakeRecord {
    const script = this.#state.scripts.get(id);
    if (!this.#counted.has(id)) script?.advance();
    this.#counted.add(id);
    return script?.current;
  }

  /** The record that {@link Poll.task} would show; nothing is counted. */
  ahead(id: string): FakeRecord {
    return this.#state.scripts.get(id)?.next;
  }

  /** What the last poll showed; nothing is counted. */
  before(id: string): FakeRecord {
    return this.#state.scripts.get(id)?.current;
  }

  group(id: string): readonly FakeMember[] | undefined {
    return this.#state.groups.get(id);
  }

  etagOf(text: string): string {
    return this.#state.etagOf(text);
  }
}
