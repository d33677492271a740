import type { FakeException } from './python-repr.ts';
import type { PythonValue } from './python-value.ts';

/** The row of a task at one poll; undefined without a row. */
export type FakeRecord = ValueRecord | ExceptionRecord | undefined;

interface ValueRecord {
  readonly kind: 'value';
  readonly status: string;
  readonly result: PythonValue;
}

/** A row in FAILURE, RETRY or REVOKED. */
interface ExceptionRecord {
  readonly kind: 'exception';
  readonly status: string;
  /** Undefined if the row holds null in place of an exception, as after `retry()` without one. */
  readonly exception: FakeException | undefined;
  readonly traceback: string | null;
}

/** The rows of a task, one per poll. The last row stays. */
export class Script {
  readonly #records: FakeRecord[] = [];
  /** Index of the row that the last poll showed; -1 before the first poll. */
  #index = -1;

  add(record: FakeRecord): void {
    this.#records.push(record);
  }

  /** The row that the next poll shows. */
  get next(): FakeRecord {
    return this.#records[Math.min(this.#index + 1, this.#records.length - 1)];
  }

  /** The row that the last poll showed; before the first poll, the first row. */
  get current(): FakeRecord {
    return this.#records[Math.max(this.#index, 0)];
  }

  /** Counts one poll. */
  advance(): void {
    this.#index = Math.min(this.#index + 1, this.#records.length - 1);
  }
}
