import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type TestDatabase, testDatabaseOrSkip } from '@celery-results/testing';
import Koa from 'koa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createMiddleware, migrate, type OpenedStore } from '../src/index.ts';
import { openEvents } from './event-client.ts';
import { openTestStore } from './open-test-store.ts';
import { groupResult, insertGroup, insertTask } from './stores/django-rows.ts';

/** Streams on each database, from a middleware in an app of its own. */

for (const kind of ['sqlite', 'postgres', 'mariadb'] as const) {
  const database = await testDatabaseOrSkip(kind);
  describe.skipIf(!database)(`a stream on ${kind}`, () => {
    const { url, execute, close } = database as TestDatabase;
    let store: OpenedStore;
    let server: Server;
    beforeAll(async () => {
      await migrate(url);
      for (const id of ['a', 'b', 'c']) await insertTask({ execute }, { id, status: 'STARTED' });
      await insertGroup({ execute }, { id: 'g', result: groupResult('g', ['a', 'b']) });
      store = await openTestStore(url, { pollInterval: 200 });
      const app = new Koa();
      app.use(createMiddleware({ store }));
      server = createServer(app.callback());
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
    });
    afterAll(async () => {
      server.closeAllConnections();
      server.close();
      await store.close();
      await close();
    });

    it('gives states, changes of tasks and groups, and the end of a task', async () => {
      const { port } = server.address() as AddressInfo;
      const client = await openEvents(`http://127.0.0.1:${port}`, { tasks: { a: null, c: null }, groups: { g: null } });
      await client.event('snapshot-end');
      await execute("UPDATE django_celery_results_taskresult SET status = 'SUCCESS', result = '3' WHERE task_id = 'a'");
      await client.event('task', { id: 'a', status: 'SUCCESS', result: 3 });
      await client.event('group', { id: 'g', counts: { SUCCESS: 1, STARTED: 1 } });
      // a change that sets the same status and date
      await execute("UPDATE django_celery_results_taskresult SET result = '4' WHERE task_id = 'a'");
      await client.event('task', { id: 'a', status: 'SUCCESS', result: 4 });
      await execute("DELETE FROM django_celery_results_taskresult WHERE task_id = 'c'");
      await client.event('gone', { id: 'c', known: false });
      client.abort();
      expect(client.status).toBe(200);
    });

    it('gives a final state that is overwritten by a worker whose clock is years behind', async () => {
      const { port } = server.address() as AddressInfo;
      await execute("UPDATE django_celery_results_taskresult SET status = 'SUCCESS', result = '1' WHERE task_id = 'b'");
      const client = await openEvents(`http://127.0.0.1:${port}`, { tasks: { b: null } });
      await client.event('task', { id: 'b', status: 'SUCCESS' });
      for (const [status, year] of [
        ['REVOKED', 2001],
        ['STARTED', 2099],
        ['SUCCESS', 2001],
      ] as const) {
        await execute(
          `UPDATE django_celery_results_taskresult SET status = ?, date_done = '${year}-01-01 00:00:00', result = 'null'
            WHERE task_id = 'b'`,
          [status],
        );
        await client.event('task', { id: 'b', status });
      }
      client.abort();
    });
  });
}
