/** An order to the process of watchers. */
export type ToWatchers =
  /** Open one stream for each list of task ids. Answered with `ready`. */
  | { readonly kind: 'open'; readonly port: number; readonly streams: readonly (readonly string[])[] }
  /** Report when so many task events have come in from now on. Answered with `ready`, and later with `received`. */
  | { readonly kind: 'expect'; readonly count: number };

export type FromWatchers =
  | { readonly kind: 'ready' }
  | {
      readonly kind: 'received';
      /** Milliseconds since 1970 of the last event. */
      readonly last: number;
      /** Milliseconds from the write of a task to its event. */
      readonly delays: readonly number[];
    };
