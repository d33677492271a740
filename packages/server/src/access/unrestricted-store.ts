import { type Include, type ReadLimits, type ReadMemory, type ResultStore, UNLIMITED_MEMORY } from '../stores/store.ts';
import { type IndexPage, noTaskIndex, type TaskIndex } from '../stores/task-index.ts';
import { type GroupInfo, NO_GROUP } from '../stores/task-numbers.ts';
import type { RecordView, ScopedStore } from './access.ts';
import { ALL_FIELDS, type VisibleField } from './grant.ts';
import type { ListQuery } from './scoped-list.ts';

const WHOLE: RecordView = { key: '*', redact: (record) => record, covers: () => true };

/** The index of a store that was given without one. */
export const NO_INDEX: TaskIndex = noTaskIndex(
  'this store was given without an index of its tasks',
  async () => NO_GROUP,
);

/** A store in which everything may be read. */
export function unrestricted(
  store: ResultStore,
  memory: ReadMemory = UNLIMITED_MEMORY,
  index: TaskIndex = NO_INDEX,
): ScopedStore {
  return new UnrestrictedStore(store, memory, index);
}

const NO_IDS: ReadonlySet<string> = new Set();

/** A class, since every request creates an object: closures would cost more. */
class UnrestrictedStore implements ScopedStore {
  readonly memory: ReadMemory;
  readonly #store: ResultStore;
  readonly #index: TaskIndex;

  constructor(store: ResultStore, memory: ReadMemory, index: TaskIndex) {
    this.#store = store;
    this.#index = index;
    this.memory = memory;
  }

  tasks(ids: readonly string[], include?: Include, limits?: ReadLimits): ReturnType<ResultStore['tasks']> {
    return this.#store.tasks(ids, include, limits);
  }

  groups(ids: readonly string[]): ReturnType<ResultStore['groups']> {
    return this.#store.groups(ids);
  }

  versions(ids: readonly string[]): ReturnType<ResultStore['versions']> {
    return this.#store.versions(ids);
  }

  list(query: ListQuery): Promise<IndexPage> {
    return this.#index.list({ ...query, scope: undefined });
  }

  async forbidden(): Promise<ReadonlySet<string>> {
    return NO_IDS;
  }

  async checkNumbers(): Promise<void> {}

  groupInfo(id: string): Promise<GroupInfo> {
    return this.#index.numbers.group(id);
  }

  get visible(): ReadonlySet<VisibleField> {
    return ALL_FIELDS;
  }

  get expiresAt(): undefined {
    return undefined;
  }

  get accessLevel(): string {
    return 'everything';
  }

  get view(): RecordView {
    return WHOLE;
  }
}
