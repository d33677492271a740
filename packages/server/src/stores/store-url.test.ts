import { describe, expect, it } from 'vitest';
import { parseStoreUrl } from './store-url.ts';

describe('parseStoreUrl', () => {
  it.each([
    ['postgis://u:p%40@h/d', { kind: 'postgres', host: 'h', port: 5432, user: 'u', password: 'p@', database: 'd' }],
    ['pgsql://h:1/d?conn_max_age=600&sslmode=prefer', { kind: 'postgres', port: 1 }],
    ['postgres://u@%2Frun%2Fpostgresql/d', { kind: 'postgres', socket: '/run/postgresql' }],
    ['postgres:///d?host=/run/postgresql', { host: '127.0.0.1', socket: '/run/postgresql' }],
    ['postgresql://[::1]/d?ssl_require=True', { host: '::1', ssl: 'require' }],
    ['postgres://h/d?sslmode=verify-full', { ssl: 'verify-full' }],
    ['mysql2://h/d?charset=utf8mb4&ssl-mode=REQUIRED', { kind: 'mysql', port: 3306, ssl: 'require' }],
    ['mysql-connector://h/d?ssl-mode=VERIFY_IDENTITY', { kind: 'mysql', ssl: 'verify-full' }],
    ['mariadb://h/d?unix_socket=/run/mysqld.sock', { kind: 'mysql', socket: '/run/mysqld.sock' }],
    ['sqlite:///a/b.sqlite3?timeout=20', { kind: 'sqlite', filename: 'a/b.sqlite3' }],
    ['spatialite:////a%20b', { kind: 'sqlite', filename: '/a b' }],
  ])('reads %s as Django would', (url, location) => {
    expect(parseStoreUrl(url)).toMatchObject(location);
  });

  it.each([
    ['db+postgresql://u:hunter2@h/d', '"db+postgresql" cannot be read by this version: these are Celery\'s own tables'],
    ['redis://:hunter2@h/0', 'results in Redis are not read so far'],
    ['rpc://', 'kept nowhere to read them'],
    ['mongodb://u:hunter2@h/d', '"mongodb" cannot be read by this version: expected sqlite:///relative'],
    ['django-db', "django-db says that the results are in Django's database, not where that is"],
    ['django-cache', "results in Django's cache cannot be read"],
    ['sqlite://:memory:', 'in memory belongs to one process'],
    ['sqlite:///:memory:', 'in memory belongs to one process'],
    ['postgres://u:hunter2@h/d?options=-c%20search_path=x', "the store URL's parameter options is not known"],
    ['postgres://u:hunter2@h/d?sslmode=verify-ca', "the store URL's parameter sslmode is not known, or not with this"],
    ['mysql://u:hunter2@h/d?ssl_require=maybe', "the store URL's parameter ssl_require is not known"],
  ])('tells what is wrong with %s, and never the URL', (url, message) => {
    expect(() => parseStoreUrl(url)).toThrow(message);
    expect(() => parseStoreUrl(url)).not.toThrow('hunter2');
  });
});
