import { createClient } from '@celery-results/client';
import {
  freePort,
  type Listening,
  type OwnServer,
  ownServerOrSkip,
  type Session,
  startServer,
} from '@celery-results/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { migrate } from '../src/index.ts';
import { createDjangoWriter } from './stores/django-writer.ts';
import type { StoreWriter } from './stores/store-writer.ts';

/**
 * No final state is lost: clients follow tasks by the stream of events while servers and databases are killed. Each
 * client ends in the truth of the database.
 */

const TASKS = 200;
const CLIENTS = 4;
const IDS = Array.from({ length: TASKS }, (_, index) => `live-${index}`);

const database = await ownServerOrSkip('postgres');

let port: number;
let server: Listening;
let session: Session;
let writer: StoreWriter;

beforeAll(async () => {
  if (!database) return;
  await migrate(database.url);
  port = await freePort();
  server = await start();
  await openSession(database);
});
afterAll(async () => {
  await server?.stop();
  await session?.close();
  await database?.close();
});

/** Starts the server on one port for the whole test, as an operator does after a crash. */
function start(): Promise<Listening> {
  return startServer({ store: database?.url ?? '', args: ['--port', String(port), '--database-timeout', '2000'] });
}

async function openSession(own: OwnServer): Promise<void> {
  session = await own.connect();
  const execute = (sql: string, values: readonly (string | null)[] = []) => {
    const literals = values.map((value) => (value === null ? 'NULL' : `'${String(value).replaceAll("'", "''")}'`));
    return session.rows(sql.replaceAll('?', () => literals.shift() ?? 'NULL'));
  };
  writer = createDjangoWriter({ execute }, async () => {});
}

/** Finishes half of the tasks before the fault, and half after it. Returns what every client has seen at the end. */
async function finishDuring(fault: () => Promise<void>): Promise<readonly (readonly unknown[])[]> {
  for (const id of IDS) await writer.write(id, { state: 'STARTED', result: null });
  const clients = Array.from({ length: CLIENTS }, () => createClient({ baseUrl: server.url }));
  const waits = clients.map((client) => Promise.all(IDS.map((id) => client.waitForTask(id, { timeout: 90_000 }))));
  await expect
    .poll(() => clients.every(({ connection }) => connection.state === 'live'), { timeout: 30_000 })
    .toBe(true);
  for (const [index, id] of IDS.entries()) {
    if (index === TASKS / 2) await fault();
    await writer.write(id, { result: String(index) });
  }
  return Promise.all(waits);
}

const EXPECTED = Array.from({ length: CLIENTS }, () => IDS.map((_, index) => index));

describe.skipIf(!database)('clients that follow tasks', () => {
  it('lose no final state when the server is killed and started again', async () => {
    const results = finishDuring(async () => {
      process.kill(server.pid, 'SIGKILL');
      await server.ended;
      server = await start();
    });
    expect(await results).toEqual(EXPECTED);
  }, 180_000);

  it('lose no final state when the server stops in the usual way', async () => {
    const results = finishDuring(async () => {
      expect(await server.stop()).toEqual({ code: 0, signal: null });
      server = await start();
    });
    expect(await results).toEqual(EXPECTED);
  }, 180_000);

  it('lose no final state when the database is stopped and started again', async () => {
    const results = finishDuring(async () => {
      await session.close();
      await database?.stop();
      await database?.start();
      await openSession(database as OwnServer);
    });
    expect(await results).toEqual(EXPECTED);
  }, 180_000);

  it('lose no final state when the connections of the server are closed', async () => {
    const results = finishDuring(async () => void (await database?.kill(session)));
    expect(await results).toEqual(EXPECTED);
  }, 180_000);
});
