/** The place of a row in an index. The place stays valid if the row is changed or removed. */
export interface IndexPlace {
  /** The stored date of the row. Null in an index without dates. */
  readonly date: string | null;
  /** The row's key: digits. */
  readonly key: string;
}

/** The columns of a task in an index, without its result. Undefined if nothing is stored. */
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

/** The texts by which rows can be filtered. They are compared exactly. */
export type IndexText = 'status' | 'name' | 'worker' | 'periodic';
