import { NoTaskIndex } from '../problems/errors.ts';
import type { IndexPlace, IndexRow, IndexText } from './index-row.ts';
import type { TaskNumbers } from './task-numbers.ts';

export type { IndexPlace, IndexRow, IndexText } from './index-row.ts';

/** The values that a row must have. Undefined: any value. */
export type IndexFilter = { readonly [Text in IndexText]: string | undefined } & {
  /** The prefix of its id. */
  readonly prefix: string | undefined;
  /** The earliest last change, inclusive. `until` is the latest, exclusive. Both are UTC with microseconds. */
  readonly since: string | undefined;
  readonly until: string | undefined;
};

/** Rows that a client may see: rows with one of these ids, and rows whose id starts with the prefix. */
export interface IndexScope {
  readonly ids: ReadonlySet<string>;
  readonly prefix: string | undefined;
}

export interface IndexQuery {
  readonly filter: IndexFilter;
  /** Undefined: every row. */
  readonly scope: IndexScope | undefined;
  /** The largest number of rows. */
  readonly limit: number;
  /** The place after which the page begins. Undefined: the page begins with the row that changed last. */
  readonly from: IndexPlace | undefined;
  readonly direction: 'older' | 'newer';
}

export interface IndexPage {
  /** The rows. In both directions, the row that changed last is the first one. */
  readonly rows: readonly IndexRow[];
  /** The place where the next page in the same direction begins. Undefined if there are no further rows. */
  readonly end: IndexPlace | undefined;
  /** Upper limit of the number of rows that were compared with the filter. With a scope, only its rows count. */
  readonly searched: number;
  /** The date of the last row that was compared. Undefined if there are no further rows. */
  readonly searchedTo: string | undefined;
  /** False if the search ended because it took too long. */
  readonly isComplete: boolean;
}

/** Lists the stored tasks, starting with the task that changed last. Its queries are bounded for every filter. */
export interface TaskIndex {
  /**
   * @throws NoTaskIndex if listing tasks would read the whole storage
   * @throws StoreUnavailable while the storage does not answer
   */
  list(query: IndexQuery): Promise<IndexPage>;
  /** Numbers over all tasks. Each member throws the errors of {@link TaskIndex.list}. */
  readonly numbers: TaskNumbers;
}

/** Creates an index whose target may change or be opened later. The function passes the current index to each read. */
export function indexThrough(use: <Value>(read: (index: TaskIndex) => Promise<Value>) => Promise<Value>): TaskIndex {
  return {
    list: (query) => use((index) => index.list(query)),
    numbers: {
      counts: () => use(({ numbers }) => numbers.counts()),
      values: () => use(({ numbers }) => numbers.values()),
      inState: (status) => use(({ numbers }) => numbers.inState(status)),
      activity: (...window) => use(({ numbers }) => numbers.activity(...window)),
      periodic: () => use(({ numbers }) => numbers.periodic()),
      size: () => use(({ numbers }) => numbers.size()),
      waitingChords: () => use(({ numbers }) => numbers.waitingChords()),
      group: (id) => use(({ numbers }) => numbers.group(id)),
    },
  };
}

/**
 * Creates the index of a storage that cannot list tasks. Its error has the reason. Only `group` reads data about a
 * group.
 */
export function noTaskIndex(reason: string, group: TaskNumbers['group']): TaskIndex {
  const refuse = (): Promise<never> => Promise.reject(new NoTaskIndex(reason));
  return {
    list: refuse,
    numbers: {
      counts: refuse,
      values: refuse,
      inState: refuse,
      activity: refuse,
      periodic: refuse,
      size: refuse,
      waitingChords: refuse,
      group,
    },
  };
}

/** The filter that every row matches. */
export const NO_FILTER: IndexFilter = {
  status: undefined,
  name: undefined,
  worker: undefined,
  periodic: undefined,
  prefix: undefined,
  since: undefined,
  until: undefined,
};
