import { describe, expect, it } from 'vitest';
import { parseCeleryUrl } from './parse-url.ts';

const POSTGRES = { kind: 'postgres', host: 'db', port: 5432, user: 'u', password: 'p', database: 'd' };
const MYSQL = { ...POSTGRES, kind: 'mysql', port: 3306 };

describe('parseCeleryUrl', () => {
  it.each([
    ['db+postgresql://u:p@db/d', POSTGRES],
    ['database+postgresql+psycopg2://u:p@db:5432/d', POSTGRES],
    ['db+postgresql+psycopg://u:p@db:6543/d', { ...POSTGRES, port: 6543 }],
    ['DB+PostgreSQL+asyncpg://u:p@db/d', POSTGRES],
    ['db+mysql://u:p@db/d?charset=utf8mb4', MYSQL],
    ['db+mysql+pymysql://u:p@db/d', MYSQL],
    ['db+mariadb+mariadbconnector://u:p@db/d', MYSQL],
    ['db+postgresql://u@db/d', { ...POSTGRES, password: '' }],
    ['db+postgresql://u:p@[::1]:5433/d', { ...POSTGRES, host: '::1', port: 5433 }],
    // a password may contain characters that end the host of other URLs
    ['db+postgresql://u:p/a?b#c@db/d', { ...POSTGRES, password: 'p/a?b#c' }],
    ['db+postgresql://u:p%40%2F%25@db/d', { ...POSTGRES, password: 'p@/%' }],
    ['db+postgresql://u:100%@db/d', { ...POSTGRES, password: '100%' }],
    ['db+postgresql://u:p@db/d?client_encoding=utf8&keepalives=1', POSTGRES],
    ['db+postgresql://u:p@db/d?sslmode=verify-full', { ...POSTGRES, tls: { mode: 'verify-full' } }],
    ['db+postgresql://u:p@/d?host=/run/postgresql', { ...POSTGRES, host: '127.0.0.1', socket: '/run/postgresql' }],
    ['db+mysql://u:p@db/d?unix_socket=/run/mysqld.sock', { ...MYSQL, socket: '/run/mysqld.sock' }],
    ['db+mysql://u:p@db/d?ssl_mode=REQUIRED', { ...MYSQL, tls: { mode: 'require' } }],
    ['db+sqlite:///results.db', { kind: 'sqlite', filename: 'results.db' }],
    ['db+sqlite:////var/lib/results.db', { kind: 'sqlite', filename: '/var/lib/results.db' }],
    ['db+sqlite+pysqlite:///results%20.db?timeout=30', { kind: 'sqlite', filename: 'results%20.db' }],
  ])('reads %s', (url, database) => {
    const found = parseCeleryUrl(url).database;
    expect(found).toMatchObject(database);
  });

  it.each([
    ['-csearch_path=results', 'results'],
    ['-c%20search_path%3Dresults%2Cpublic%20-cgeqo=off', 'results'],
    ['-cgeqo=off', undefined],
  ])('reads the schema from options=%s', (options, schema) => {
    expect(parseCeleryUrl(`db+postgresql://u:p@db/d?options=${options}`).schema).toBe(schema);
  });

  it.each([
    ['db+postgresql://u:hunter2@db', 'names no database'],
    ['db+postgresql://u:hunter2@db/d?frob=1', 'unknown parameter, or an unknown value of it: frob'],
    ['db+mysql://u:hunter2@db:port/d', 'store URL is invalid'],
    ['db+sqlite://', 'sqlite:///relative/file'],
    ['db+sqlite:///:memory:', 'in memory'],
  ])('refuses %s with a message without the password', (url, message) => {
    expect(() => parseCeleryUrl(url)).toThrow(message);
    expect(() => parseCeleryUrl(url)).not.toThrow('hunter2');
  });
});
