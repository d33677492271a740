import { type EventClient, openEvents } from './event-client.ts';

/** A client that reconnects like a browser, and knows the state of each id. */
export interface ReconnectingClient {
  /** The newest status of each task. */
  readonly states: ReadonlyMap<string, string>;
  /** The number of streams so far. */
  readonly connections: number;
  close(): void;
}

/** Pause before it connects again. */
const RETRY_MS = 200;

/** @param origins returns the servers that may be asked; each connection asks the next one */
export function watchTasks(ids: readonly string[], origins: () => readonly string[]): ReconnectingClient {
  const etags = new Map<string, string>();
  const states = new Map<string, string>();
  let connections = 0;
  let isClosed = false;
  let current: EventClient | undefined;

  async function follow(): Promise<void> {
    const all = origins();
    const tasks = Object.fromEntries(ids.map((id) => [id, etags.get(id) ?? null]));
    connections += 1;
    current = await openEvents(all[connections % all.length] ?? '', { tasks });
    current.onEvent(({ event, id, data }) => {
      if (event !== 'task') return;
      const task = JSON.parse(data);
      etags.set(task.id, id);
      states.set(task.id, task.status);
    });
    if (current.status === 200) await current.ended;
  }

  async function run(): Promise<void> {
    while (!isClosed) {
      // a server that is away, and a connection that is cut, are followed by the next attempt
      await follow().catch(() => {});
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  }
  void run();
  return {
    states,
    get connections() {
      return connections;
    },
    close: () => {
      isClosed = true;
      current?.abort();
    },
  };
}
