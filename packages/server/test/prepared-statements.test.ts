import { ownServerOrSkip } from '@celery-results/testing';
import { afterAll, describe, expect, it } from 'vitest';
import { migrate } from '../src/index.ts';
import { openTestStore } from './open-test-store.ts';

const server = await ownServerOrSkip('mariadb');
afterAll(() => server?.close());

describe.skipIf(server === undefined)('a MariaDB server whose limit of prepared statements is reached', () => {
  it('is read without them, and this is said once', async () => {
    const url = server?.url ?? '';
    await migrate(url);
    const session = await server?.connect();
    await session?.rows(
      `INSERT INTO django_celery_results_taskresult
         (task_id, status, content_type, content_encoding, result, date_created, date_done)
       VALUES ('a', 'SUCCESS', 'application/json', 'utf-8', '1', now(), now())`,
    );
    const warnings: string[] = [];
    const store = await openTestStore(url, { warn: (line) => warnings.push(line) });
    expect((await store.results.tasks(['a'])).get('a')).toMatchObject({ result: '1' });
    await session?.rows('SET GLOBAL max_prepared_stmt_count = 0');
    // other numbers of ids, so that no statement is there yet
    for (const count of [3, 9, 40]) {
      const ids = Array.from({ length: count }, (_, n) => `n${n}`);
      expect([...(await store.results.tasks([...ids, 'a'], 'details')).keys()]).toEqual(['a']);
    }
    expect(warnings).toEqual([expect.stringContaining('ER_MAX_PREPARED_STMT_COUNT_REACHED')]);
    await store.close();
    await session?.close();
  });
});
