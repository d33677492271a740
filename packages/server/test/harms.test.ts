import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { type Listening, startServer, type TestDatabase, testDatabaseOrSkip } from '@celery-results/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { migrate } from '../src/index.ts';
import { connect as connectDatabase } from '../src/stores/sql/connect.ts';
import { parseSqlUrl } from '../src/stores/sql/sql-location.ts';
import { type OrdinaryLoad, startOrdinaryLoad } from './ordinary-load.ts';
import { batchRequest } from './serve-app.ts';
import { type Executor, groupResult, insertGroup, insertTask } from './stores/django-rows.ts';
import { insertTasks } from './under-load.ts';

/** What one client sends, or what happens to other rows and tables, while others read ordinary tasks. */

const TASKS = 'django_celery_results_taskresult';
const GROUPS = 'django_celery_results_groupresult';
const MEGABYTE = 1_000_000;

const direct = await testDatabaseOrSkip('postgres');
afterAll(() => direct?.close());

describe.skipIf(direct === undefined)('ordinary reads do not notice', () => {
  if (direct) hold(direct);
});

function hold(database: TestDatabase): void {
  /** In LATIN1, which cannot hold every id. */
  const url = new URL(`${database.url}_latin1`);
  const name = url.pathname.slice(1);
  const writer = connectDatabase(parseSqlUrl(url.href), { write: true, timeout: 60_000 });
  const rows: Executor = { execute: (sql, values = []) => writer.raw(sql, [...values]) };
  const sockets: Socket[] = [];
  let server: Listening;
  let load: OrdinaryLoad;

  beforeAll(async () => {
    await database.execute(`CREATE DATABASE ${name} ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0`);
    await migrate(url.href);
    await rows.execute(insertTasks());
    await insertTask(rows, { id: 'nine', result: `"${'x'.repeat(9 * MEGABYTE)}"` });
    await insertTask(rows, { id: 'deep', result: '['.repeat(200_000) });
    const large = Array.from({ length: 60 }, (_, index) => `large-${index}`);
    for (const id of large) await insertTask(rows, { id, result: `"${'y'.repeat(MEGABYTE / 2)}"` });
    await insertGroup(rows, { id: 'g', result: groupResult('g', large) });
    server = await startServer({
      store: url.href,
      // the speed of this machine is not judged
      args: ['--max-loop-delay', '60000', '--database-timeout', '30000'],
    });
    load = startOrdinaryLoad(new URL(server.url).origin);
  }, 300_000);
  afterEach(() => {
    for (const socket of sockets.splice(0)) socket.destroy();
  });
  afterAll(async () => {
    await load?.stop();
    await server?.stop();
    await writer.destroy();
    await database.execute(`DROP DATABASE ${name}`);
  });

  const read = async (path: string): Promise<Response> => fetch(`${server.url}${path}`);

  async function opened(head: string): Promise<Socket> {
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
    sockets.push(socket);
    await once(socket, 'connect');
    socket.write(head);
    return socket;
  }

  it('that they are the first ones', () => load.recovers(60_000));

  it('batches and groups of large results', async () => {
    const tasks = Object.fromEntries(Array.from({ length: 60 }, (_, index) => [`large-${index}`, null]));
    const ask = (): Promise<Response> =>
      fetch(`${server.url}v1/status/`, { method: 'POST', ...batchRequest({ tasks, groups: { g: null } }) });
    await load.staysRight(async () => {
      for (let time = 0; time < 2; time += 1)
        for (const answer of await Promise.all([ask(), ask(), read('group/done/g/')])) await answer.arrayBuffer();
    });
  });

  it('clients that do not read a large answer, nor send their body', async () => {
    const post = 'POST /celery/v1/status/ HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n';
    await load.staysRight(() =>
      Promise.all(
        Array.from({ length: 50 }, async () => {
          await opened(`${post}Content-Length: 1000\r\n\r\n`);
          const reader = await opened('GET /celery/task/status/nine/ HTTP/1.1\r\nHost: localhost\r\n\r\n');
          await once(reader, 'readable');
        }),
      ),
    );
  });

  it('a column that changes its type', async () => {
    await load.staysRight(async () => {
      for (const length of [80, 90])
        await rows.execute(`ALTER TABLE ${TASKS} ALTER COLUMN status TYPE varchar(${length})`);
    });
  });

  it('ids that the table cannot hold', async () => {
    const strange = ['任务-1', '😀', 'a任', 'a\0b', 'z'.repeat(4_000)].map(encodeURIComponent);
    await load.staysRight(async () => {
      for (let time = 0; time < 20; time += 1)
        for (const answer of await Promise.all(strange.map((id) => read(`task/done/${id}/`)))) {
          expect(answer.status).toBeLessThan(500);
          await answer.arrayBuffer();
        }
    });
  });

  it('rows that are written to harm, nor requests that are', async () => {
    await load.staysRight(async () => {
      for (let time = 0; time < 10; time += 1) {
        const answers = await Promise.all([
          read('task/status/deep/'),
          read(`task/status/t-1/?a=${'eyJ'.repeat(2_000)}`),
          fetch(`${server.url}v1/events/?task=t-1`, { headers: { Accept: `text/html;a="${','.repeat(8_000)}` } }),
        ]);
        expect(answers.map(({ status }) => status)).toEqual([502, 200, 406]);
        for (const answer of answers) await answer.arrayBuffer();
      }
    });
  });

  it('a table of groups that is away for a time', async () => {
    const group = async (): Promise<number> => (await read('group/done/g/')).status;
    await load.staysRight(async () => {
      await rows.execute(`ALTER TABLE ${GROUPS} RENAME TO away`);
      await expect.poll(group, { timeout: 20_000 }).toBe(503);
      await rows.execute(`ALTER TABLE away RENAME TO ${GROUPS}`);
      await expect.poll(group, { timeout: 20_000 }).toBe(200);
    });
  });

  it('connections of the database that are closed, for longer than a moment', async () => {
    const others = 'datname = current_database() AND pid <> pg_backend_pid()';
    await rows.execute(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE ${others}`);
    await load.recovers();
  });
}
