import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { type Listening, type OwnServer, ownServerOrSkip, startServer } from '@celery-results/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { migrate } from '../src/index.ts';
import { logLines } from './log-lines.ts';
import { createResultsFile, type ResultsFile } from './results-file.ts';
import { runCommand } from './run-command.ts';

const REFUSED = 'the result database refuses the user, the password or the database of the store URL';

/** A server that starts before what it needs: it listens, reports that it is not ready, and becomes ready by itself. */

const WAITS = 'the store cannot be opened; the server keeps trying';
const OPEN = 'the store is open';
/** Milliseconds after which a server answers again. */
const RECOVERY_MS = 5_000;
const WORKERS = [1, 2] as const;

let server: Listening | undefined;
afterEach(async () => {
  await server?.stop();
  server = undefined;
});

async function statusOf(path: string): Promise<number> {
  const response = await fetch(new URL(path, server?.url));
  await response.arrayBuffer();
  return response.status;
}

/** The reasons of a worker, one for each line of its log about the store. */
function changes(): readonly string[] {
  const lines = logLines(server?.output() ?? '').filter(({ worker = 1 }) => worker === 1);
  return lines.flatMap(({ msg, reason = '' }) => (msg === WAITS ? [reason] : msg === OPEN ? [msg] : []));
}

/** Waits until every worker is ready: one connection reaches one of them. */
async function becomesReady(): Promise<void> {
  const opened = performance.now();
  const areReady = async (): Promise<boolean> => {
    const all = await Promise.all(Array.from({ length: 8 }, () => statusOf('/readyz')));
    return all.every((status) => status === 200);
  };
  await expect.poll(areReady, { timeout: 4 * RECOVERY_MS, interval: 50 }).toBe(true);
  expect(performance.now() - opened).toBeLessThan(RECOVERY_MS);
  expect(await statusOf('/celery/task/status/a/')).toBe(200);
}

for (const kind of ['postgres', 'mariadb'] as const) {
  const database = await ownServerOrSkip(kind);
  describe.skipIf(database === undefined)(`a server that starts before ${kind}`, () => {
    if (database !== undefined) testStart(database, kind);
  });
}

function testStart(database: OwnServer, kind: 'postgres' | 'mariadb'): void {
  afterAll(() => database.close());

  const start = async (workers: number, store = database.url): Promise<void> => {
    server = await startServer({ store, args: ['--workers', String(workers)] });
    expect([await statusOf('/livez'), await statusOf('/readyz')]).toEqual([200, 503]);
    const refused = await fetch(new URL('/celery/task/status/a/', server.url));
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '2']);
  };

  it.each(WORKERS)('waits for it with %i workers, and for its tables, with a line for each change', async (workers) => {
    await database.stop();
    try {
      await start(workers);
      // refused at once, more than once
      await expect.poll(() => changes().length, { timeout: RECOVERY_MS }).toBe(1);
    } finally {
      await database.start();
    }
    await expect.poll(() => changes().at(-1), { timeout: RECOVERY_MS }).toContain('has no table');
    expect(await statusOf('/readyz')).toBe(503);
    await migrate(database.url);
    try {
      await becomesReady();
      const lines = changes();
      expect([lines[0], lines.at(-1)]).toEqual([expect.stringContaining('ECONNREFUSED'), OPEN]);
      // a database that starts may refuse connections in several ways, and each is a change
      expect(new Set(lines).size).toBe(lines.length);
      expect(server?.output()).not.toMatch(/select |limit 0/i);
      expect((await server?.stop())?.code).toBe(0);
    } finally {
      const session = await database.connect();
      for (const table of ['taskresult', 'groupresult', 'chordcounter'])
        await session.rows(`DROP TABLE django_celery_results_${table}`);
      await session.close();
    }
  });

  it('waits for a user with too many connections', async () => {
    await migrate(database.url);
    const session = await database.connect();
    const url = new URL(database.url);
    [url.username, url.password] = ['shop', 'canary'];
    const [create, free] =
      kind === 'postgres'
        ? [
            ["CREATE ROLE shop LOGIN PASSWORD 'canary' CONNECTION LIMIT 0", 'GRANT pg_read_all_data TO shop'],
            'ALTER ROLE shop CONNECTION LIMIT 5',
          ]
        : [
            ["CREATE USER shop IDENTIFIED BY 'canary' WITH MAX_USER_CONNECTIONS 1", 'GRANT SELECT ON mysql.* TO shop'],
            'ALTER USER shop WITH MAX_USER_CONNECTIONS 0',
          ];
    for (const sql of create) await session.rows(sql);
    const taken = kind === 'postgres' ? undefined : await database.connect(url.href);
    await start(1, url.href);
    await expect.poll(changes).toEqual([expect.stringMatching(/too many connections|max_user_connections/)]);
    await taken?.close();
    await session.rows(free);
    await session.close();
    await becomesReady();
  });

  it('ends with 1 and clear words for a wrong password or database, with one process and with several', async () => {
    for (const [part, value, words] of [
      ['password', 'canary', REFUSED],
      ['username', 'nobody', REFUSED],
      ['pathname', 'nowhere', REFUSED],
    ] as const) {
      const url = new URL(database.url);
      url[part] = value;
      const [one, many] = await Promise.all([
        runCommand(['--port', '0'], { CELERY_RESULTS_STORE: url.href }),
        runCommand(['--port', '0', '--workers', '2'], { CELERY_RESULTS_STORE: url.href }),
      ]);
      expect([one.code, one.stdout, many]).toEqual([1, '', one]);
      expect(one.stderr).toMatch(new RegExp(`^celery-results-server: ${words}.*\n$`));
      expect(one.stderr).not.toContain('canary');
    }
  }, 180_000);

  if (kind === 'mariadb')
    it('listens while it does not answer at all', async () => {
      await migrate(database.url);
      const session = await database.connect();
      const thaw = await database.freeze(session);
      try {
        server = await startServer({ store: database.url, args: ['--database-timeout', '2000'] });
        expect(await statusOf('/livez')).toBe(200);
        expect(await statusOf('/readyz')).toBe(503);
        await expect.poll(() => changes().length, { timeout: 2 * RECOVERY_MS }).toBe(1);
      } finally {
        thaw();
      }
      await session.close();
      await becomesReady();
    });
}

describe('a server whose port another process uses', () => {
  let results: ResultsFile;
  beforeAll(async () => {
    results = await createResultsFile();
  });
  afterAll(() => results.remove());

  it.each(WORKERS)('listens when the port is free, with %i workers', async (workers) => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const args = ['--port', String(port), '--workers', String(workers)];
    const starting = startServer({ store: results.url, args, onOutput: freeOnceLogged });
    function freeOnceLogged(text: string): void {
      if (text.includes(`127.0.0.1 port ${port} is in use; the server tries again until it is free`)) other.close();
    }
    server = await starting;
    await expect.poll(() => statusOf('/readyz')).toBe(200);
    expect(logLines(server.output()).filter(({ msg }) => msg.includes('is in use'))).toHaveLength(1);
  });

  it('answers clients while the port of its metrics is in use, and serves them later', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    server = await startServer({ store: results.url, args: ['--admin-port', String(port)] });
    await expect.poll(() => statusOf('/readyz')).toBe(200);
    await expect.poll(server.output).toContain(`127.0.0.1 port ${port} is in use`);
    other.close();
    const metrics = (): Promise<number> =>
      fetch(`http://127.0.0.1:${port}/metrics`).then(
        ({ status }) => status,
        () => 0,
      );
    await expect.poll(metrics, { timeout: RECOVERY_MS }).toBe(200);
  });
});
