import type { Knex } from 'knex';
import { type ChangePollerOptions, createChangePoller } from '../poll-changes.ts';
import type { OpenedStore } from '../store.ts';
import type { StoreOptions } from '../store-kind.ts';
import { indexThrough, type TaskIndex } from '../task-index.ts';
import { dataVersionCheck } from './data-version.ts';
import type { Layout } from './layout.ts';
import type { Dialect } from './sql-location.ts';

export interface OpenedTables extends Pick<OpenedStore, 'results' | 'check'> {
  readonly knex: Knex;
  readonly dialect: Dialect;
  readonly layout: Layout<{ readonly index: TaskIndex }>;
  /** Whether rows have a version that every write changes. */
  readonly hasVersions: boolean;
  readonly options: Pick<StoreOptions, 'pollInterval' | 'observer'>;
  /** Reports changes at once, if the storage has such a signal. */
  readonly signal?: ChangePollerOptions['signal'];
  /** Closes everything except the watches for changes. */
  readonly closeAll: () => Promise<void>;
}

/** Creates the opened store of examined tables: their reads, their list, and a poll for changes. */
export function openedTables(tables: OpenedTables): OpenedStore {
  const { results, check, knex, dialect, layout, hasVersions, options, signal, closeAll } = tables;
  const { pollInterval, observer } = options;
  const changes = createChangePoller(results, {
    ...(pollInterval === undefined ? {} : { interval: pollInterval }),
    ...(hasVersions ? {} : { backstopReads: 1 }),
    ...(observer === undefined ? {} : { observer }),
    ...(signal === undefined ? {} : { signal }),
    ...(dialect === 'sqlite' ? { mayHaveChanged: dataVersionCheck(knex) } : {}),
  });
  return {
    results,
    changes,
    index: indexThrough((read) => layout.use(({ index }) => read(index))),
    check,
    close: async () => {
      changes.close();
      await closeAll();
    },
  };
}
