'use client';
import { useMemo, useSyncExternalStore } from 'react';
import { createRememberedTasks, NO_TASKS, type RememberedTask } from './remembered-tasks.ts';

const DAY_MS = 86_400_000;

/** The tasks of {@link useRememberedTasks}, and functions that change them. */
export interface RememberedTaskList {
  /** The tasks in the order in which they were added. Empty during server rendering. */
  readonly tasks: readonly RememberedTask[];
  /** Adds a task at the end. An id that is already in the list moves to the end. */
  readonly add: (id: string) => void;
  readonly remove: (id: string) => void;
}

/**
 * Keeps ids of tasks over reloads, for every tab of this origin. A task is removed `ttl` milliseconds after it was
 * added, one day by default; set `ttl` to the `result_expires` of your workers. Needs no provider.
 *
 * @throws RangeError if `ttl` is not a positive number
 * @example const { tasks, add } = useRememberedTasks('reports', { ttl: 3_600_000 });
 */
export function useRememberedTasks(
  name: string,
  { ttl = DAY_MS }: { readonly ttl?: number | undefined } = {},
): RememberedTaskList {
  if (!(ttl > 0)) throw new RangeError(`ttl has to be a positive number of milliseconds, and is ${ttl}`);
  const stored = useMemo(() => createRememberedTasks(name), [name]);
  const all = useSyncExternalStore(stored.subscribe, stored.read, () => NO_TASKS);
  return useMemo(() => {
    const fresh = (): readonly RememberedTask[] => stored.read().filter(({ addedAt }) => Date.now() - addedAt < ttl);
    const others = (id: string): readonly RememberedTask[] => fresh().filter((task) => task.id !== id);
    return {
      tasks: all.length === 0 ? all : all.filter(({ addedAt }) => Date.now() - addedAt < ttl),
      add: (id) => stored.write([...others(id), { id, addedAt: Date.now() }]),
      remove: (id) => stored.write(others(id)),
    };
  }, [all, stored, ttl]);
}
