import type { TestDatabase } from '@celery-results/testing';
import { createConnection } from 'mysql2/promise';

/** A connection that may write rows of many megabytes. */
export type LargeWriter = Pick<TestDatabase, 'execute' | 'close'>;

/** Largest statement that MariaDB accepts. */
const MAX_PACKET_BYTES = 128 * 1024 * 1024;

/**
 * Connects for rows of many megabytes. MariaDB accepts statements of 16 MB by default. A greater limit is in force for
 * later connections only.
 */
export async function createLargeWriter(database: TestDatabase): Promise<LargeWriter> {
  if (database.kind !== 'mariadb') return database;
  await database.execute(`SET GLOBAL max_allowed_packet = ${MAX_PACKET_BYTES}`);
  const connection = await createConnection(database.url);
  return {
    execute: async (sql, params) => {
      await connection.query(sql, params === undefined ? [] : [...params]);
    },
    close: () => connection.end(),
  };
}
