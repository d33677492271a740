import type { WatchedIds } from '../change-source.ts';
import type { Keys } from './keys.ts';

/** A task or a group that one or more watches cover. */
export interface WatchedKey {
  readonly kind: 'tasks' | 'groups';
  readonly id: string;
  readonly watches: Set<KeyWatch>;
}

/** Receives the keys that start or stop being watched. */
export interface KeyChanges {
  /** Called with a key that no watch covered before. */
  readonly onAdded: (key: string) => void;
  /** Called with a key that no watch covers any more. */
  readonly onRemoved: (key: string) => void;
  /** Whether Redis reports the changes of a key now. */
  readonly isActive: (key: string) => boolean;
}

/** The keys that are watched, and the watches of each key. */
export class WatchedKeys {
  readonly all: Map<string, WatchedKey> = new Map();
  readonly #keys: Keys;
  readonly #changes: KeyChanges;

  constructor(keys: Keys, changes: KeyChanges) {
    this.#keys = keys;
    this.#changes = changes;
  }

  /** Replaces the ids of a watch. The ids are copied: the caller may change its sets, and call this method again. */
  replace(watch: KeyWatch, ids: WatchedIds): void {
    for (const kind of ['tasks', 'groups'] as const) {
      const own = watch.ids[kind];
      for (const id of own)
        if (!ids[kind].has(id)) {
          own.delete(id);
          this.#remove(watch, kind, id);
        }
      for (const id of ids[kind])
        if (!own.has(id)) {
          own.add(id);
          this.#add(watch, kind, id);
        }
    }
  }

  /** Reports that a key may have changed. */
  report(key: string): void {
    const watched = this.all.get(key);
    if (watched) for (const watch of watched.watches) watch.add(watched.kind, watched.id);
  }

  #add(watch: KeyWatch, kind: WatchedKey['kind'], id: string): void {
    // Celery cannot store a key with this id
    if (!id.isWellFormed()) return;
    const key = this.#name(kind, id);
    const watched = this.all.get(key);
    if (watched) watched.watches.add(watch);
    else {
      this.all.set(key, { kind, id, watches: new Set([watch]) });
      this.#changes.onAdded(key);
    }
    // the key may have changed after the caller read it
    if (this.#changes.isActive(key)) watch.add(kind, id);
  }

  #remove(watch: KeyWatch, kind: WatchedKey['kind'], id: string): void {
    const key = this.#name(kind, id);
    const watched = this.all.get(key);
    watched?.watches.delete(watch);
    if (watched?.watches.size !== 0) return;
    this.all.delete(key);
    this.#changes.onRemoved(key);
  }

  #name(kind: WatchedKey['kind'], id: string): string {
    return kind === 'tasks' ? this.#keys.task(id) : this.#keys.group(id);
  }
}

/** Collects the reports for one watch, and sends them once per turn of the event loop. */
export class KeyWatch {
  readonly ids: { readonly tasks: Set<string>; readonly groups: Set<string> } = { tasks: new Set(), groups: new Set() };
  isClosed = false;
  readonly #onChange: (changed: WatchedIds) => void;
  #changed: { readonly tasks: Set<string>; readonly groups: Set<string> } | undefined;

  constructor(onChange: (changed: WatchedIds) => void) {
    this.#onChange = onChange;
  }

  add(kind: WatchedKey['kind'], id: string): void {
    if (!this.#changed) {
      this.#changed = { tasks: new Set(), groups: new Set() };
      setImmediate(() => this.#report());
    }
    this.#changed[kind].add(id);
  }

  #report(): void {
    const changed = this.#changed;
    this.#changed = undefined;
    if (this.isClosed || !changed) return;
    // an id may have been removed from the watch after its report
    const tasks = new Set([...changed.tasks].filter((id) => this.ids.tasks.has(id)));
    const groups = new Set([...changed.groups].filter((id) => this.ids.groups.has(id)));
    if (tasks.size + groups.size > 0) this.#onChange({ tasks, groups });
  }
}
