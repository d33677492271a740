import { type Listening, type OwnServer, ownServerOrSkip, startServer } from '@celery-results/testing';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { migrate, notify } from '../src/index.ts';
import { type ReconnectingClient, watchTasks } from './reconnecting-client.ts';

/** Clients that watch 2,000 tasks while servers, the database and connections are killed. */

const TASKS = 2_000;
const CLIENTS = 10;
/** The backstop of a listener that has missed something. */
const BACKSTOP_MS = 30_000;

const found = await ownServerOrSkip('postgres');

describe.skipIf(!found)('faults while tasks finish', () => {
  const database = found as OwnServer;
  const ids = Array.from({ length: TASKS }, (_, at) => `task-${at}`);
  let servers: Listening[] = [];
  let clients: readonly ReconnectingClient[] = [];
  const start = (): Promise<Listening> =>
    startServer({ store: database.url, args: ['--log-level', 'silent', '--poll-interval', '500'] });

  beforeAll(async () => {
    await migrate(database.url);
    await notify(database.url, 'install');
    await write(`INSERT INTO django_celery_results_taskresult
      (task_id, status, content_type, content_encoding, result, date_created, date_done)
      SELECT 'task-' || n, 'STARTED', 'application/json', 'utf-8', 'null', now(), now()
      FROM generate_series(0, ${TASKS - 1}) AS n`);
    servers = [await start(), await start()];
    const origins = (): readonly string[] => servers.map(({ url }) => new URL(url).origin);
    const own = (at: number): readonly string[] => ids.filter((_, index) => index % CLIENTS === at);
    clients = Array.from({ length: CLIENTS }, (_, at) => watchTasks(own(at), origins));
    await vi.waitFor(() => expect(missing('STARTED')).toBe(0), { timeout: 60_000 });
  });
  afterAll(async () => {
    for (const client of clients) client.close();
    for (const server of servers) await server.stop();
    await database.close();
  });

  /** Runs a statement, and again while the database is away, as a worker does. */
  async function write(sql: string): Promise<void> {
    await vi.waitFor(
      async () => {
        const session = await database.connect();
        try {
          await session.rows(sql);
        } finally {
          await session.close().catch(() => {});
        }
      },
      { timeout: 60_000, interval: 200 },
    );
  }

  /** The number of tasks that no client has in this state. */
  function missing(status: string): number {
    const known = new Map(clients.flatMap(({ states }) => [...states]));
    return ids.filter((id) => known.get(id) !== status).length;
  }

  /** Kills a server without a word, and starts another one. */
  async function replaceServer(at: number): Promise<void> {
    process.kill(servers[at]?.pid ?? 0, 'SIGKILL');
    servers[at] = await start();
  }

  async function withSession(work: (session: Awaited<ReturnType<OwnServer['connect']>>) => Promise<unknown>) {
    const session = await database.connect();
    await work(session);
    await session.close().catch(() => {});
  }

  it('lose no final state', async () => {
    const faults: readonly (() => Promise<unknown>)[] = [
      () => withSession((session) => database.kill(session)),
      () => replaceServer(0),
      () => database.stop().then(() => database.start()),
      () => replaceServer(1),
      () => withSession((session) => database.kill(session)),
      () => database.stop().then(() => database.start()),
      () => replaceServer(0),
      () => withSession((session) => database.kill(session)),
    ];
    const perFault = TASKS / faults.length;
    for (const [round, fault] of faults.entries()) {
      const failing = fault();
      const range = `split_part(task_id, '-', 2)::int / ${perFault} = ${round}`;
      // half of them while the fault happens, and half as soon as the database takes them
      for (const half of [0, 1])
        await write(`UPDATE django_celery_results_taskresult SET status = 'SUCCESS', date_done = now()
          WHERE ${range} AND split_part(task_id, '-', 2)::int % 2 = ${half}`);
      await failing;
    }
    const start = performance.now();
    await vi.waitFor(() => expect(missing('SUCCESS')).toBe(0), { timeout: 2 * BACKSTOP_MS });
    expect(performance.now() - start).toBeLessThan(BACKSTOP_MS + 2_000);
    // every client has lost its stream at least once
    expect(Math.min(...clients.map(({ connections }) => connections))).toBeGreaterThan(1);
  });
});
