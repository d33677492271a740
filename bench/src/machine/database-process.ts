import { readFileSync } from 'node:fs';
import type { TestDatabase } from '@celery-results/testing';
import { createConnection } from 'mysql2/promise';
import pg from 'pg';
import { HAS_PROC, namedProcesses, readProcesses } from './proc.ts';

/** What runs a database. */
export interface DatabaseProcess {
  /** Its version as it says it. */
  readonly version: string;
  /** The processes whose selves and children it is; none for SQLite, and where they cannot be seen. */
  readonly pids: readonly number[];
}

export async function databaseProcess({ kind, url }: TestDatabase): Promise<DatabaseProcess> {
  if (kind === 'postgres') return postgres(url);
  return kind === 'mariadb' ? mariadb(url) : sqlite();
}

async function postgres(url: string): Promise<DatabaseProcess> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query(`SELECT pg_backend_pid() AS pid, current_setting('server_version') AS version,
      current_setting('shared_buffers') AS buffers`);
    const { pid, version, buffers } = rows[0] as {
      readonly pid: number;
      readonly version: string;
      readonly buffers: string;
    };
    // the postmaster is the parent of each backend
    const parent = HAS_PROC ? readProcesses().get(pid)?.parent : undefined;
    return {
      version: `PostgreSQL ${version.split(' ')[0]} (shared_buffers ${buffers})`,
      pids: parent === undefined ? [] : [parent],
    };
  } finally {
    await client.end();
  }
}

async function mariadb(url: string): Promise<DatabaseProcess> {
  const connection = await createConnection({ uri: url });
  try {
    const [rows] = await connection.query(
      'SELECT VERSION() AS version, @@pid_file AS file, @@innodb_buffer_pool_size AS buffers',
    );
    const [row] = rows as unknown as readonly {
      readonly version: string;
      readonly file: string;
      readonly buffers: number;
    }[];
    if (!row) throw new Error('MariaDB says nothing of itself');
    const [version = ''] = row.version.split('-');
    return {
      version: `MariaDB ${version} (innodb_buffer_pool_size ${Math.round(row.buffers / 2 ** 20)}MB)`,
      pids: pidsOf(row.file),
    };
  } finally {
    await connection.end();
  }
}

/** The file may not be for everyone, and then only a name is left. */
function pidsOf(file: string): readonly number[] {
  if (!HAS_PROC) return [];
  try {
    return [Number(readFileSync(file, 'utf8'))];
  } catch {
    return namedProcesses('mariadbd').slice(0, 1);
  }
}

async function sqlite(): Promise<DatabaseProcess> {
  const { default: Sqlite } = await import('better-sqlite3');
  const database = new Sqlite(':memory:');
  const version = database.prepare<[], string>('SELECT sqlite_version()').pluck().get();
  database.close();
  return { version: `SQLite ${version} (in our and the Node peers' processes)`, pids: [] };
}
