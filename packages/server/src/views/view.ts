import type { ScopedStore } from '../access/access.ts';
import type { JsonText } from '../stores/record.ts';

/** The answer of a view. */
export interface ViewAnswer {
  /** The body's text in parts, so that a large result is never copied into a larger text. */
  readonly parts: readonly JsonText[];
  /**
   * The version of the stored task that the body was made of; undefined where it was not asked for or the storage has
   * none.
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
