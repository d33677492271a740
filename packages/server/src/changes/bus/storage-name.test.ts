import { expect, it } from 'vitest';
import { type StorageConfig, storageName } from './storage-name.ts';

const STORE = 'postgres://shop:secret@db/shop';

it('servers of one storage have the same name with any user and password', () => {
  expect(storageName({ store: 'postgres://other:word@db/shop' })).toBe(storageName({ store: STORE }));
});

it.each<Omit<StorageConfig, 'store'>>([
  { tablePrefix: 'a_' },
  { schema: 'a' },
  { taskTable: 'a' },
  { groupTable: 'a' },
  { taskSchema: 'a' },
  { groupSchema: 'a' },
  { keyPrefix: 'a' },
])('servers of other tables or keys have a different name: %j', (place) => {
  expect(storageName({ store: STORE, ...place })).not.toBe(storageName({ store: STORE }));
});
