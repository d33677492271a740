/** The place of a row in an index. It stays a place when the row is changed or removed. */
export interface IndexPlace {
  /** The row's date as the storage has it; null in an index without dates. */
  readonly date: string | null;
  /** The row's key: digits. */
  readonly key: string;
}

/** What an index knows about a task, apart from its result. Undefined where nothing is stored. */
export interface IndexRow {
  readonly id: string;
  readonly status: string;
  readonly name: string | undefined;
  readonly worker: string | undefined;
  readonly periodic: string | undefined;
  /** Dates are UTC, as in `2026-01-02T03:04:05.678901Z`. */
  readonly dateCreated: string | undefined;
  readonly dateStarted: string | undefined;
  readonly dateDone: string | undefined;
  readonly place: IndexPlace;
}

/** The texts that a row may have to have, compared exactly. */
export type IndexText = 'status' | 'name' | 'worker' | 'periodic';
