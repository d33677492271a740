import type { FakeException } from './python-repr.ts';
import type { PythonValue } from './python-value.ts';

/** What is stored of a task at one moment; undefined where nothing is. */
export type FakeRecord = ValueRecord | ExceptionRecord | undefined;

interface ValueRecord {
  readonly kind: 'value';
  readonly status: string;
  readonly result: PythonValue;
}

/** A record in FAILURE, RETRY or REVOKED. */
interface ExceptionRecord {
  readonly kind: 'exception';
  readonly status: string;
  /** Undefined where null is stored in place of an exception, as a bare `retry()` does. */
  readonly exception: FakeException | undefined;
  readonly traceback: string | null;
}

/** A task's records, one a poll: the first is shown by the first poll, and the last one stays. */
export class Script {
  readonly #records: FakeRecord[] = [];
  #shown = -1;

  add(record: FakeRecord): void {
    this.#records.push(record);
  }

  /** What the next poll is going to show. */
  get next(): FakeRecord {
    return this.#records[Math.min(this.#shown + 1, this.#records.length - 1)];
  }

  /** What the last poll showed, or the first one will. */
  get current(): FakeRecord {
    return this.#records[Math.max(this.#shown, 0)];
  }

  /** Counts one poll. */
  advance(): void {
    this.#shown = Math.min(this.#shown + 1, this.#records.length - 1);
  }
}
