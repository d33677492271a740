/** The ids that a watch covers. */
export interface WatchedIds {
  readonly tasks: ReadonlySet<string>;
  readonly groups: ReadonlySet<string>;
  /** Tasks of these that are in a final state: a source may look at them less often. Default: none. */
  readonly final?: ReadonlySet<string>;
}

/**
 * How a change was found. `backstop`: by looking at everything from time to time, where a faster way should have found
 * it, or where the storage has no versions.
 */
export type FoundBy = 'change' | 'backstop';

/**
 * Reports which watched tasks and groups may have changed, and never their new values: the reader reads those with its
 * own grant. A source that may have missed a change reports every watched id.
 */
export interface ChangeSource {
  /**
   * Starts a watch without ids. `onChange` is called with a subset of the watched ids, one or more at a time. The
   * default of `foundBy` is `change`.
   */
  watch(onChange: (changed: WatchedIds, foundBy?: FoundBy) => void): Watch;
}

/** A running watch. */
export interface Watch {
  /**
   * Replaces the watched ids. An id that is new here is reported soon, since it may have changed after the caller read
   * it. From this report on, every later change is reported. The caller may change the sets, and call this again.
   */
  set(ids: WatchedIds): void;
  /** Ends the watch; `onChange` is not called any more. */
  close(): void;
}
