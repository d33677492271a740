/** The ids that a watch covers. */
export interface WatchedIds {
  readonly tasks: ReadonlySet<string>;
  readonly groups: ReadonlySet<string>;
  /** The watched tasks that are in a final state: a source may check them less often. Default: none. */
  readonly final?: ReadonlySet<string>;
}

/**
 * How a change was found. `backstop`: by a periodic check of all ids, because the faster way missed it or the storage
 * has no versions.
 */
export type FoundBy = 'change' | 'backstop';

/**
 * Reports which watched tasks and groups may have changed. It never reports their new values: each reader reads the
 * values with its own grant. A source that may have missed a change reports every watched id.
 */
export interface ChangeSource {
  /**
   * Starts a watch without ids. `onChange` is called with one or more of the watched ids. The default of `foundBy` is
   * `change`.
   */
  watch(onChange: (changed: WatchedIds, foundBy?: FoundBy) => void): Watch;
}

/** A running watch. */
export interface Watch {
  /**
   * Replaces the watched ids. A newly watched id is reported soon, since it may have changed after the caller read it.
   * Then every later change is reported. The caller may change the sets and call this method again.
   */
  set(ids: WatchedIds): void;
  /** Ends the watch. `onChange` is not called any more. */
  close(): void;
}
