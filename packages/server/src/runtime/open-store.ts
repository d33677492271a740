import type { ServeConfig } from '../config/serve-config.ts';
import type { Metrics } from '../metrics/create-metrics.ts';
import { openStore } from '../stores/kinds.ts';
import type { OpenedStore, PoolState, StoreObserver } from '../stores/store.ts';

export interface OpenerDependencies {
  readonly log: { warn(message: string): void };
  readonly metrics: Pick<Metrics, 'store'> | undefined;
}

/** The URLs of a store. */
export type StoreUrls = Pick<ServeConfig, 'store' | 'replica'>;

/** Creates the function that opens URLs with the other settings of a configuration. */
export function createOpener(
  config: ServeConfig,
  { log, metrics }: OpenerDependencies,
): (urls: StoreUrls) => Promise<OpenedStore> {
  const {
    exceptionClasses,
    jsonTypes,
    databaseTimeout: timeout,
    store: _store,
    replica: _replica,
    ...options
  } = config;
  const observer = metrics && observeOnce(metrics.store);
  return ({ store, replica }) =>
    openStore(store, {
      ...options,
      replica,
      ...(exceptionClasses === undefined ? {} : { exceptionClasses }),
      ...(jsonTypes === undefined ? {} : { jsonTypes }),
      timeout,
      ...(observer ? { observer } : {}),
      warn: (message) => log.warn(message),
    });
}

/** Reports only the newest pool: the metrics have one pool, and a store that is opened again has several. */
function observeOnce(observer: StoreObserver): StoreObserver {
  let pool: (() => PoolState) | undefined;
  return {
    ...observer,
    opened: (opened) => {
      const isFirst = pool === undefined;
      pool = opened;
      if (isFirst) observer.opened(() => pool?.() ?? { used: 0, free: 0, waiting: 0 });
    },
  };
}
