import { etagOf } from '../../lib/etag.ts';
import type { KeyOptions, TableOptions } from '../../stores/store-kind.ts';

/** The parts of a configuration that identify the storage. */
export interface StorageConfig extends Omit<TableOptions, 'taskIdMaxLength'>, KeyOptions {
  /** The URL of the store. */
  readonly store: string;
}

/** Returns a name that is the same for all servers of a storage, even if user and password differ. */
export function storageName(config: StorageConfig): string {
  const { store, tablePrefix, schema, taskTable, groupTable, taskSchema, groupSchema, keyPrefix } = config;
  const place = [tablePrefix, schema, taskTable, groupTable, taskSchema, groupSchema, keyPrefix];
  return etagOf(JSON.stringify([store.replace(/\/\/[^@/]*@/, '//'), ...place.map((part) => part ?? '')]));
}
