import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { testDatabaseOrSkip } from '@celery-results/testing';
import type { Knex } from 'knex';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { failureOf as failureOfCommand } from '../../runtime/failure.ts';
import { connect } from './connect.ts';
import { parseSqlUrl } from './sql-location.ts';
import { orUnavailable } from './store-errors.ts';

/** The start of the log line for a deadline that has passed. */

const TIMEOUT_MS = 300;

/** The line that the command prints for an error of a query. */
async function lineOf(query: Promise<unknown>): Promise<string | undefined> {
  return orUnavailable(query).then(
    () => undefined,
    (error: unknown) => failureOfCommand(error)?.message,
  );
}

describe('a database that accepts a connection and never answers', () => {
  let server: Server;
  const sockets: Socket[] = [];
  beforeAll(async () => {
    server = createServer((socket) => sockets.push(socket)).listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterAll(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });

  it.each(['postgres', 'mysql'])('is reported with the deadline that passed: %s', async (scheme) => {
    const { port } = server.address() as AddressInfo;
    const knex = connect(parseSqlUrl(`${scheme}://shop:hunter2@127.0.0.1:${port}/shop`), { timeout: TIMEOUT_MS });
    const line = await lineOf(knex.raw('SELECT 1').then());
    expect(line).toMatch(
      /^the result database does not answer: ETIMEDOUT (?:the database|no connection to the database) /,
    );
    expect(line).toMatch(/(?:accepted no connection|became free) within 300 ms \(--database-timeout\)$/);
    await knex.destroy();
  });
});

for (const { kind, unlimited, slow } of [
  { kind: 'postgres', unlimited: 'SET statement_timeout = 0', slow: 'SELECT pg_sleep(30)' },
  { kind: 'mariadb', unlimited: 'SET SESSION max_statement_time = 0', slow: 'SELECT sleep(30)' },
] as const) {
  const database = await testDatabaseOrSkip(kind);
  afterAll(() => database?.close());
  describe.skipIf(database === undefined)(`a query of ${kind}`, () => {
    let knex: Knex;
    beforeAll(() => {
      knex = connect(parseSqlUrl(database?.url ?? ''), { timeout: TIMEOUT_MS, connections: 1 });
    });
    afterAll(() => knex.destroy());

    it('whose database sends no answer is reported with the deadline, and without its text', async () => {
      await knex.raw(unlimited);
      expect(await lineOf(knex.raw(slow).then())).toBe(
        'the result database does not answer: ETIMEDOUT the database sent no answer within 800 ms, ' +
          'and its connection was closed (--database-timeout 300)',
      );
    });

    it('that waits for a connection is reported with the deadline', async () => {
      const line = await knex.transaction(() => lineOf(knex.raw('SELECT 1').then()));
      expect(line).toBe(
        'the result database does not answer: ETIMEDOUT no connection to the database became free within 300 ms ' +
          '(--database-timeout)',
      );
    });

    it('that is wrong is reported without its text', async () => {
      const line = await lineOf(knex.raw("SELECT 'canary' FROM nowhere").then());
      expect(line).toContain('nowhere');
      expect(line).not.toContain('canary');
    });
  });
}
