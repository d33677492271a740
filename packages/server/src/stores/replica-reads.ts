import { ConfigError, StoreUnavailable } from '../problems/errors.ts';
import { createChangePoller } from './poll-changes.ts';
import type { OpenedStore, ResultStore } from './store.ts';

/** Milliseconds for which a replica that failed is not read. */
const PAUSE_MS = 5_000;

export interface ReplicaOptions {
  /** Receives a warning when the replica fails, and a message when it is read again. */
  readonly warn?: ((message: string) => void) | undefined;
  /** Milliseconds for which a replica that failed is not read. Default 5,000. */
  readonly pause?: number;
  /** Milliseconds between two checks for changes. Default 1,000. */
  readonly pollInterval?: number | undefined;
}

type ById<Value> = ReadonlyMap<string, Value>;
type Read<Value> = (store: ResultStore, ids: readonly string[]) => Promise<ById<Value>>;

/**
 * Creates a store that reads from a replica. The replica may be late, so ids that it does not have are read from the
 * primary. While the replica fails, the primary answers all reads.
 *
 * @param openReplica opens the replica. It is called again after a failure
 */
export function createReplicaReads(
  primary: OpenedStore,
  openReplica: () => Promise<OpenedStore>,
  { warn, pause = PAUSE_MS, pollInterval }: ReplicaOptions = {},
): OpenedStore {
  let replica: Promise<OpenedStore> | undefined;
  let pausedUntil = 0;
  let hasFailed = false;

  function opened(): Promise<OpenedStore> {
    if (replica) return replica;
    const opening = openReplica();
    opening.catch(() => {
      replica = undefined;
    });
    replica = opening;
    return opening;
  }

  async function fromReplica<Value>(read: Read<Value>, ids: readonly string[]): Promise<ById<Value>> {
    if (performance.now() < pausedUntil) return new Map();
    try {
      const found = await read((await opened()).results, ids);
      if (hasFailed) warn?.('the replica is read again');
      hasFailed = false;
      return found;
    } catch (error) {
      if (!(error instanceof StoreUnavailable || error instanceof ConfigError)) throw error;
      pausedUntil = performance.now() + pause;
      if (!hasFailed) warn?.(`the replica cannot be read, and the primary answers alone: ${error.message}`);
      hasFailed = true;
      return new Map();
    }
  }

  async function readBoth<Value>(read: Read<Value>, ids: readonly string[]): Promise<ById<Value>> {
    const found = await fromReplica(read, ids);
    const missing = ids.filter((id) => !found.has(id));
    return missing.length === 0 ? found : new Map([...found, ...(await read(primary.results, missing))]);
  }

  const results: ResultStore = {
    tasks: (ids, include, limits) => readBoth((store, some) => store.tasks(some, include, limits), ids),
    groups: (ids) => readBoth((store, some) => store.groups(some), ids),
    versions: (ids) => readBoth((store, some) => store.versions(some), ids),
  };
  const changes = createChangePoller(results, pollInterval === undefined ? {} : { interval: pollInterval });
  return {
    ...primary,
    results,
    changes,
    // the check succeeds if one of the two answers, since tasks that both have can then be read
    check: async () => {
      const found = await Promise.any([primary.check(), opened().then(({ check }) => check())]).catch(
        (error: AggregateError) => error,
      );
      if (found instanceof AggregateError) throw found.errors[0];
    },
    close: async () => {
      changes.close();
      await (await replica?.catch(() => undefined))?.close();
      await primary.close();
    },
  };
}
