import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { createClient } from '@celery-results/client';
import {
  freePort,
  type Listening,
  type NetworkLink,
  type OwnNetwork,
  type OwnRedis,
  type OwnServer,
  ownNetworkOrSkip,
  ownRedisOrSkip,
  ownServerOrSkip,
  type Session,
  spawnListening,
} from '@celery-results/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { migrate, notify } from '../src/index.ts';

/**
 * Two servers in a network namespace, with links to the database, to the Redis of their bus and to the clients. The
 * links lose all packets without a word, and servers and connections are killed, while 2,000 tasks finish.
 */

const LINKS = ['database', 'bus', 'clients'] as const;
const TASKS = 2_000;
const CLIENTS = 4;
const SERVERS = 2;
/** Longer than it takes to notice that a connection only looks alive. */
const LOST_MS = 6_000;
/** The backstop of the server, and two seconds. */
const LATE_MS = 32_000;
const MAIN = fileURLToPath(new URL('../dist/main.js', import.meta.url));
const TABLE = 'django_celery_results_taskresult';

const network = await ownNetworkOrSkip(LINKS);
const found =
  network &&
  (await ownServerOrSkip('postgres', {
    settings: ["listen_addresses = '*'"],
    access: ['host all all 10.0.0.0/8 password'],
  }));
const redis = found && (await ownRedisOrSkip({ args: ['--bind', '0.0.0.0', '--protected-mode', 'no'] }));

describe.skipIf(!redis)('packets that vanish while tasks finish', () => {
  const { links, inside } = network as OwnNetwork<(typeof LINKS)[number]>;
  const database = found as OwnServer;
  const servers: Listening[] = [];
  const ports: number[] = [];
  let session: Session;

  /** Starts a server in the namespace, on the port that it had before. */
  async function start(at: number): Promise<void> {
    ports[at] ??= await freePort();
    const store = database.url.replace(/127\.0\.0\.1|localhost/, links.database.host);
    const bus = `redis://${links.bus.host}:${(redis as OwnRedis).port}/0`;
    const [command, ...args] = inside;
    const address = ['--host', '0.0.0.0', '--port', String(ports[at]), '--allowed-hosts', links.clients.inside];
    const times = ['--poll-interval', '500', '--max-loop-delay', '60000'];
    const options = [...address, ...times, '--changes-bus', bus, '--auth', 'none', '--log-level', 'silent'];
    servers[at] = await spawnListening(command, [...args, process.execPath, MAIN, '--store', store, ...options], {
      pattern: /listening on (\S+)/,
    });
  }

  beforeAll(async () => {
    await migrate(database.url);
    await notify(database.url, 'install');
    session = await database.connect();
    await session.rows(`INSERT INTO ${TABLE} (task_id, status, content_type, content_encoding, result, date_created,
      date_done) SELECT 'task-' || n, 'STARTED', 'application/json', 'utf-8', 'null', now(), now()
      FROM generate_series(0, ${TASKS - 1}) AS n`);
    for (let at = 0; at < SERVERS; at += 1) await start(at);
  });
  afterAll(async () => {
    for (const link of Object.values(links)) await link.restore().catch(() => {});
    for (const server of servers) await server.stop();
    await session?.close();
    await database.close();
    await redis?.stop();
    await network?.close();
  });

  const lose = async (link: NetworkLink): Promise<void> => {
    await link.drop();
    await pause(LOST_MS);
    await link.restore();
  };
  const replace = async (at: number): Promise<void> => {
    process.kill(servers[at]?.pid ?? 0, 'SIGKILL');
    await start(at);
  };

  it('are really lost: no answer and no error comes, until packets pass again', async () => {
    const ask = (timeout: number): Promise<Response> =>
      fetch(`http://${links.clients.inside}:${ports[0]}/livez`, { signal: AbortSignal.timeout(timeout) });
    await links.clients.drop();
    await expect(ask(1_500)).rejects.toThrow('timeout');
    await links.clients.restore();
    expect((await ask(30_000)).status).toBe(200);
  });

  it('lose no final state, and no client sees another result than that of the database', async () => {
    const clients = Array.from({ length: CLIENTS }, (_, at) =>
      createClient({ baseUrl: `http://${links.clients.inside}:${ports[at % SERVERS]}/celery/` }),
    );
    const waits = Array.from({ length: TASKS }, (_, at) =>
      clients[at % CLIENTS]?.waitForTask(`task-${at}`, { timeout: 120_000 }),
    );
    await expect
      .poll(() => clients.every(({ connection }) => connection.state === 'live'), { timeout: 60_000 })
      .toBe(true);
    const faults: readonly (() => Promise<unknown>)[] = [
      () => lose(links.database),
      () => lose(links.bus),
      () => lose(links.clients),
      () => replace(0),
      () => database.kill(session),
    ];
    const order = faults.map((fault) => ({ fault, at: Math.random() })).sort((a, b) => a.at - b.at);
    let isOver = false;
    const failing = (async () => {
      for (const { fault } of order) await fault();
      isOver = true;
    })();
    for (let at = 0; at < TASKS; at += 1) {
      await session.rows(`UPDATE ${TABLE} SET status = 'SUCCESS', result = '${at}', date_done = now()
        WHERE task_id = 'task-${at}'`);
      // the last tasks finish after the last fault
      if (!isOver && at % 10 === 0) await pause(at < TASKS - 200 ? 100 : 500);
    }
    await failing;
    const end = performance.now();
    expect(await Promise.all(waits)).toEqual(Array.from({ length: TASKS }, (_, at) => at));
    expect(performance.now() - end).toBeLessThan(LATE_MS);
  }, 180_000);
});
