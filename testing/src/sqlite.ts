import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import type { DatabaseOrReason } from './test-database.ts';

/** Creates a SQLite file. */
export async function openSqlite(): Promise<DatabaseOrReason> {
  const folder = await mkdtemp(join(tmpdir(), 'celery-results-test-'));
  const file = join(folder, 'results.sqlite3');
  const connection = new Sqlite(file);
  // the file is temporary, so it need not survive a power cut
  connection.pragma('synchronous = off');
  return {
    database: {
      kind: 'sqlite',
      url: `sqlite:///${file}`,
      async execute(sql, params) {
        if (params === undefined) connection.exec(sql);
        else connection.prepare(sql).run(...params);
      },
      async close() {
        connection.close();
        await rm(folder, { recursive: true, force: true });
      },
    },
  };
}
