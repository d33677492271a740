import { NoTaskIndex } from '../problems/errors.ts';
import type { IndexPlace, IndexRow, IndexText } from './index-row.ts';
import type { TaskNumbers } from './task-numbers.ts';

export type { IndexPlace, IndexRow, IndexText } from './index-row.ts';

/** What a row has to have; undefined: anything. */
export type IndexFilter = { readonly [Text in IndexText]: string | undefined } & {
  /** The start of its id. */
  readonly prefix: string | undefined;
  /** Its last change is not earlier than this moment, and earlier than that one: UTC with microseconds. */
  readonly since: string | undefined;
  readonly until: string | undefined;
};

/** Rows that a client may see: those with one of these ids, and those whose id starts with this text. */
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
  /** Where to begin, without the row at this place. Undefined: with the row that changed last. */
  readonly from: IndexPlace | undefined;
  readonly direction: 'older' | 'newer';
}

export interface IndexPage {
  /** The row that changed last is the first one, in both directions. */
  readonly rows: readonly IndexRow[];
  /** Where the next page in the same direction begins; undefined where no row is left. */
  readonly end: IndexPlace | undefined;
  /** Rows that were compared with the filter, at most: those of a scope only, where there is one. */
  readonly searched: number;
  /** The date of the last row that was compared; undefined where no row is left. */
  readonly searchedTo: string | undefined;
  /** False where the search ended because it took too long. */
  readonly isComplete: boolean;
}

/** Lists which tasks are stored, those that changed last first. Its queries are bounded, whatever the filter is. */
export interface TaskIndex {
  /**
   * @throws NoTaskIndex where listing tasks would read the whole storage
   * @throws StoreUnavailable while the storage does not answer
   */
  list(query: IndexQuery): Promise<IndexPage>;
  /** Numbers over all tasks. Each member throws what {@link TaskIndex.list} throws. */
  readonly numbers: TaskNumbers;
}

/** An index that may change, or is not open yet: a function gives it to each read. */
export function indexThrough(use: <Value>(read: (index: TaskIndex) => Promise<Value>) => Promise<Value>): TaskIndex {
  return {
    list: (query) => use((index) => index.list(query)),
    numbers: {
      counts: () => use(({ numbers }) => numbers.counts()),
      values: () => use(({ numbers }) => numbers.values()),
      inState: (status) => use(({ numbers }) => numbers.inState(status)),
      activity: (since) => use(({ numbers }) => numbers.activity(since)),
      periodic: () => use(({ numbers }) => numbers.periodic()),
      size: () => use(({ numbers }) => numbers.size()),
      waitingChords: () => use(({ numbers }) => numbers.waitingChords()),
      group: (id) => use(({ numbers }) => numbers.group(id)),
    },
  };
}

/** The index of a storage that cannot list tasks. Its error says why. What it knows of a group is a read of its own. */
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

/** The filter that every row fits. */
export const NO_FILTER: IndexFilter = {
  status: undefined,
  name: undefined,
  worker: undefined,
  periodic: undefined,
  prefix: undefined,
  since: undefined,
  until: undefined,
};
