import type { ChangeSource, Watch, WatchedIds } from '../stores/change-source.ts';

/** A change source whose real source is attached later. Its watches begin when the first one is attached. */
export interface WaitingChanges extends ChangeSource {
  /** Moves every watch to this source. A moved watch reports all of its ids, since a change may have been missed. */
  attach(source: ChangeSource): void;
}

/** A watch, and its counterpart at the source. */
interface MovableWatch {
  readonly onChange: (changed: WatchedIds) => void;
  ids: WatchedIds | undefined;
  started: Watch | undefined;
}

export function createWaitingChanges(): WaitingChanges {
  const watches = new Set<MovableWatch>();
  let source: ChangeSource | undefined;

  function start(watch: MovableWatch, from: ChangeSource): void {
    watch.started?.close();
    watch.started = from.watch(watch.onChange);
    if (watch.ids) watch.started.set(watch.ids);
  }

  return {
    watch: (onChange) => {
      const watch: MovableWatch = { onChange, ids: undefined, started: undefined };
      watches.add(watch);
      if (source) start(watch, source);
      return {
        set: (ids) => {
          watch.ids = ids;
          watch.started?.set(ids);
        },
        close: () => {
          watches.delete(watch);
          watch.started?.close();
        },
      };
    },
    attach: (from) => {
      source = from;
      for (const watch of watches) start(watch, from);
    },
  };
}
