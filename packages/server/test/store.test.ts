import { ownRedisOrSkip, testDatabaseOrSkip } from '@celery-results/testing';
import { describe } from 'vitest';
import { migrate } from '../src/index.ts';
import { openTestStore } from './open-test-store.ts';
import { createCeleryWriter, makeCeleryTables } from './stores/celery-writer.ts';
import { createDjangoWriter } from './stores/django-writer.ts';
import { createRedisWriter } from './stores/redis-writer.ts';
import { describeStore } from './stores/store-contract.ts';

// A new kind of store adds a writer in stores/, and its subjects here.

for (const kind of ['sqlite', 'postgres', 'mariadb'] as const) {
  const database = await testDatabaseOrSkip(kind);
  if (database === undefined) describe.skip(`the store contract on django-celery-results in ${kind}`);
  else
    describeStore(`django-celery-results in ${kind}`, {
      setUp: async () => {
        await migrate(database.url);
        return createDjangoWriter(database, () => database.close());
      },
      open: () => openTestStore(database.url, { pollInterval: 20 }),
    });
}

const redis = await ownRedisOrSkip();
if (redis === undefined) describe.skip('the store contract on Redis');
else
  describeStore('Redis', {
    setUp: async () => {
      const writer = await createRedisWriter(redis.url);
      const close = async (): Promise<void> => {
        await writer.close();
        await redis.stop();
      };
      return { ...writer, close };
    },
    open: () => openTestStore(redis.url, { pollInterval: 20 }),
  });
for (const kind of ['sqlite', 'postgres', 'mariadb'] as const) {
  const database = await testDatabaseOrSkip(kind);
  if (database === undefined) describe.skip(`the store contract on Celery's own tables in ${kind}`);
  else
    describeStore(`Celery's own tables in ${kind}`, {
      setUp: async () => {
        await makeCeleryTables(database);
        // the largest results of the contract do not fit into a BLOB
        if (kind === 'mariadb') await database.execute('ALTER TABLE celery_taskmeta MODIFY result LONGBLOB');
        return createCeleryWriter(database);
      },
      open: () => openTestStore(`db+${database.url}`, { pollInterval: 20 }),
    });
}
