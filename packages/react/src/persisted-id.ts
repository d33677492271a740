/** The place that keeps an id over a reload: the tab's session, the browser, or the query string of the page's URL. */
export type PersistPlace = 'session' | 'local' | 'url';

/** One id that is kept over a reload, below a name. A blocked or full storage keeps nothing. */
export interface PersistedId {
  readonly read: () => string | null;
  /** Writes the id. Null removes it. */
  readonly write: (id: string | null) => void;
}

/** Creates a persisted id. Without a name, nothing is kept. @throws RangeError for another place */
export function createPersistedId(name: string | undefined, place: PersistPlace = 'session'): PersistedId {
  if (!['session', 'local', 'url'].includes(place))
    throw new RangeError(`persistIn must be session, local or url, and is "${place}"`);
  if (!name) return { read: () => null, write: () => undefined };
  if (place === 'url') return createUrlId(name);
  const key = `celery-results:${name}`;
  // even the getter throws if a visitor has blocked storage
  const storage = () => (place === 'local' ? localStorage : sessionStorage);
  return {
    read: () => attempt(() => storage().getItem(key)),
    write: (id) => attempt(() => (id ? storage().setItem(key, id) : storage().removeItem(key))),
  };
}

function createUrlId(name: string): PersistedId {
  return {
    read: () => new URLSearchParams(location.search).get(name),
    write: (id) => {
      const url = new URL(location.href);
      const parameters = url.searchParams;
      if (id) parameters.set(name, id);
      else parameters.delete(name);
      history.replaceState(history.state, '', url);
    },
  };
}

function attempt<T>(action: () => T): T | null {
  try {
    return action();
  } catch {
    return null;
  }
}
