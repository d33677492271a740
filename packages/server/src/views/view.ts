import type { ScopedStore } from '../access/access.ts';
import type { JsonText } from '../stores/record.ts';

/** The answer of a view. */
export interface ViewAnswer {
  /** The body's text in parts, so that a large result is never copied into a larger text. */
  readonly parts: readonly JsonText[];
  /**
   * The version of the stored task in the body; undefined if it was not requested or the storage has no versions.
   */
  readonly version?: string | undefined;
}

export interface ViewOptions {
  /** Whether the answer should have a version. Default false: reading it costs a little. */
  readonly version?: boolean;
}

/**
 * A view: turns what is stored under an id into an answer.
 *
 * @throws UnknownGroup, UnreadableResult, StoreUnavailable
 */
export type View = (store: ScopedStore, id: string, options?: ViewOptions) => Promise<ViewAnswer>;
