import { readFileSync } from 'node:fs';
import type { TestDatabase } from '@celery-results/testing';
import { createConnection } from 'mysql2/promise';
import pg from 'pg';
import { HAS_PROC, namedProcesses, titledProcesses } from './proc.ts';

/** The processes of a database. */
export interface DatabaseProcess {
  /** Name and version, for the report. */
  readonly version: string;
  /** Returns the pids that serve this database now: none for SQLite, and none on a machine without /proc. */
  readonly pids: () => readonly number[];
}

/** Finds the processes of a test database. */
export async function findDatabaseProcess({ kind, url }: TestDatabase): Promise<DatabaseProcess> {
  if (kind === 'postgres') return postgres(url);
  return kind === 'mariadb' ? mariadb(url) : sqlite();
}

async function postgres(url: string): Promise<DatabaseProcess> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query(`SELECT current_setting('server_version') AS version,
      current_setting('shared_buffers') AS buffers`);
    const { version, buffers } = rows[0] as { readonly version: string; readonly buffers: string };
    const name = new URL(url).pathname.slice(1);
    return {
      version: `PostgreSQL ${version.split(' ')[0]} (shared_buffers ${buffers})`,
      // each connection is a process with the database's name in its title
      pids: () => titledProcesses('postgres', ` ${name} `),
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
    if (!row) throw new Error('MariaDB returned no version');
    const [version = ''] = row.version.split('-');
    const pids = readPids(row.file);
    return {
      version: `MariaDB ${version} (innodb_buffer_pool_size ${Math.round(row.buffers / 2 ** 20)}MB)`,
      pids: () => pids,
    };
  } finally {
    await connection.end();
  }
}

/** Reads the pid file. Where it is not readable, finds the process by its name. */
function readPids(file: string): readonly number[] {
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
  return { version: `SQLite ${version} (in our and the Node peers' processes)`, pids: () => [] };
}
