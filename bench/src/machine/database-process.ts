import { readFileSync } from 'node:fs';
import type { TestDatabase } from '@celery-results/testing';
import { createConnection } from 'mysql2/promise';
import pg from 'pg';
import { HAS_PROC, namedProcesses, titledProcesses } from './proc.ts';

/** What runs a database. */
export interface DatabaseProcess {
  /** Its version as it says it. */
  readonly version: string;
  /** The processes that work for this database at the moment; none for SQLite, and where they cannot be seen. */
  readonly pids: () => readonly number[];
}

export async function databaseProcess({ kind, url }: TestDatabase): Promise<DatabaseProcess> {
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
      // each connection is a process with the database in its title; the server may have other databases that others work with
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
    if (!row) throw new Error('MariaDB says nothing of itself');
    const [version = ''] = row.version.split('-');
    const pids = pidsOf(row.file);
    return {
      version: `MariaDB ${version} (innodb_buffer_pool_size ${Math.round(row.buffers / 2 ** 20)}MB)`,
      pids: () => pids,
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
  return { version: `SQLite ${version} (in our and the Node peers' processes)`, pids: () => [] };
}
