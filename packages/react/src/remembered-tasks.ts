/** A task that a browser has stored. */
export interface RememberedTask {
  readonly id: string;
  /** Time at which the task was added, in milliseconds since 1970. */
  readonly addedAt: number;
}

/** Stored tasks below one name, in the browser's `localStorage`. All tabs of an origin share them. */
export interface RememberedTasks {
  /** Returns the same list while nothing changes. */
  read(): readonly RememberedTask[];
  write(tasks: readonly RememberedTask[]): void;
  /** Calls the listener after each change, in this tab or another. Returns a function that removes the listener. */
  subscribe(listener: () => void): () => void;
}

export const NO_TASKS: readonly RememberedTask[] = [];

/** Listeners of this tab: the browser sends the event `storage` only to other tabs. */
const LISTENERS = new Set<() => void>();

export function createRememberedTasks(name: string): RememberedTasks {
  const key = `celery-results:tasks:${name}`;
  let text: string | null = null;
  let tasks = NO_TASKS;
  return {
    read: () => {
      const stored = readText(key);
      if (stored !== text) {
        text = stored;
        tasks = parseTasks(stored);
      }
      return tasks;
    },
    write: (list) => {
      writeText(key, JSON.stringify(list));
      for (const listener of LISTENERS) listener();
    },
    subscribe: (listener) => {
      LISTENERS.add(listener);
      addEventListener('storage', listener);
      return () => {
        LISTENERS.delete(listener);
        removeEventListener('storage', listener);
      };
    },
  };
}

/** Reads a text. Returns null if a visitor has blocked storage. */
function readText(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

function writeText(key: string, text: string): void {
  try {
    localStorage.setItem(key, text);
  } catch {
    // the storage is blocked or full: the tasks are lost on reload, as without this hook
  }
}

/** Parses what this browser has stored. Other text, such as that of an older version, counts as no tasks. */
function parseTasks(text: string | null): readonly RememberedTask[] {
  try {
    const list: unknown = JSON.parse(text ?? '[]');
    return Array.isArray(list) ? list.filter(isTask) : NO_TASKS;
  } catch {
    return NO_TASKS;
  }
}

function isTask(value: unknown): value is RememberedTask {
  return (
    typeof value === 'object' &&
    value !== null &&
    'id' in value &&
    typeof value.id === 'string' &&
    'addedAt' in value &&
    typeof value.addedAt === 'number'
  );
}
