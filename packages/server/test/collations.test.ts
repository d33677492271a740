import { loadVectors, type VectorCase } from '@celery-results/conformance';
import { testDatabaseOrSkip } from '@celery-results/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type OpenedStore, openStore } from '../src/index.ts';
import { rawClient } from './raw-http.ts';
import { replay } from './replay.ts';
import { serveApp } from './serve-app.ts';
import { insertTask } from './stores/django-rows.ts';
import { insertRows, makeTables } from './vector-rows.ts';

/** MariaDB decides which row an id has, whatever else is asked at the same moment. */

const database = await testDatabaseOrSkip('mariadb');
afterAll(async () => database?.close());

describe.skipIf(database === undefined)('ids that utf8mb4_unicode_ci calls equal', () => {
  const cases: VectorCase[] = [];
  let store: OpenedStore;
  beforeAll(async () => {
    if (database === undefined) return;
    cases.push(...(await loadVectors('mariadb/served.json')).cases);
    await makeTables(database, '2.6');
    for (const table of ['taskresult', 'groupresult'])
      await database.execute(
        `ALTER TABLE django_celery_results_${table} CONVERT TO CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci`,
      );
    await insertRows(database, cases, '2.6');
    for (const id of ['oe', 'I', 'x', 'e0']) await insertTask(database, { id, result: JSON.stringify(id) });
    store = await openStore(database.url);
  });
  afterAll(async () => store?.close());

  it('get the recorded answers', async () => {
    const app = await serveApp({ store });
    const client = rawClient(`http://127.0.0.1:${app.port}`);
    const filed = cases.map((one) => ({ file: 'mariadb/served.json', case: one }));
    expect(await replay({ client, differences: [], onDifference: () => {} }, filed)).toEqual([]);
    client.close();
    app.close();
  });

  it('each have their row in one query, with and without the stored id', async () => {
    const stored = { ß: 'ss', ss: 'ss', oe: 'oe', œ: 'oe', Œ: 'oe', i: 'I', 'x ': 'x', x: 'x', É0: 'e0', E0: 'e0' };
    const ids = Object.keys(stored);
    for (const asked of [ids, ids.filter((id) => !Object.values(stored).includes(id)), ...ids.map((id) => [id])]) {
      const found = await store.results.tasks([...asked, '5e0ad6a1', 'nothing']);
      expect([...found.keys()].sort()).toEqual([...asked].sort());
      for (const id of asked) expect(found.get(id)?.storedId ?? id).toBe(stored[id as keyof typeof stored]);
    }
  });

  it('each have their row, whoever else asks at that moment', async () => {
    const ids = ['ß', 'ss', 'oe', 'œ', 'x'];
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => ids)
        .flat()
        .map((id) => store.results.tasks([id])),
    );
    for (const [index, found] of answers.entries()) expect(found.has(ids[index % ids.length] ?? '')).toBe(true);
  });
});
