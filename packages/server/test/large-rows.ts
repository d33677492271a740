import type { TestDatabase } from '@celery-results/testing';
import { createConnection } from 'mysql2/promise';

/** What is written to a database that is under test. */
export type Writer = Pick<TestDatabase, 'execute' | 'close'>;

/** Bytes that MariaDB takes in one statement. */
const LARGEST = 128 * 1024 * 1024;

/** Writes rows of many megabytes. MariaDB takes statements of 16 MB unless told otherwise, which connections made later heed. */
export async function writerOf(database: TestDatabase): Promise<Writer> {
  if (database.kind !== 'mariadb') return database;
  await database.execute(`SET GLOBAL max_allowed_packet = ${LARGEST}`);
  const connection = await createConnection(database.url);
  return {
    execute: async (sql, params) => {
      await connection.query(sql, params === undefined ? [] : [...params]);
    },
    close: () => connection.end(),
  };
}

export const NOW = '2026-01-02 03:04:05.678901';

export interface Row {
  readonly id: string;
  /** Default: SUCCESS. */
  readonly state?: string;
  readonly result: string;
  readonly meta?: string;
  readonly traceback?: string;
  /** Default: utf-8. */
  readonly encoding?: string;
}

export async function insertTask(
  writer: Writer,
  { id, state = 'SUCCESS', result, meta, traceback, encoding = 'utf-8' }: Row,
): Promise<void> {
  await writer.execute(
    `INSERT INTO django_celery_results_taskresult (task_id, status, content_type, content_encoding, result, meta, traceback, date_created, date_done)
     VALUES (?, ?, 'application/json', ?, ?, ?, ?, ?, ?)`,
    [id, state, encoding, result, meta ?? null, traceback ?? null, NOW, NOW],
  );
}
