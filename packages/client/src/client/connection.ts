import type { ConnectionState, MutableConnection } from '../model/celery-client.ts';

/** Creates a connection. It is `polling` at first. */
export function createConnection(): MutableConnection {
  const listeners = new Set<() => void>();
  let current: ConnectionState = 'polling';
  return {
    get state() {
      return current;
    },
    set: (state) => {
      if (state === current) return;
      current = state;
      for (const listener of listeners) listener();
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
