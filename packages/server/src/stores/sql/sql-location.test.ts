import { describe, expect, it } from 'vitest';
import { parseSqlUrl } from './sql-location.ts';

describe('parseSqlUrl', () => {
  it.each([
    {
      url: 'postgis://u:p%40@h/d',
      location: { kind: 'postgres', host: 'h', port: 5432, user: 'u', password: 'p@', database: 'd' },
    },
    { url: 'pgsql://h:1/d?conn_max_age=600&sslmode=prefer', location: { kind: 'postgres', port: 1 } },
    { url: 'postgres://u@%2Frun%2Fpostgresql/d', location: { kind: 'postgres', socket: '/run/postgresql' } },
    { url: 'postgres:///d?host=/run/postgresql', location: { host: '127.0.0.1', socket: '/run/postgresql' } },
    { url: 'postgresql://[::1]/d?ssl_require=True', location: { host: '::1', tls: { mode: 'require' } } },
    { url: 'postgres://h/d?sslmode=verify-full', location: { tls: { mode: 'verify-full' } } },
    {
      url: 'mysql2://h/d?charset=utf8mb4&ssl-mode=REQUIRED',
      location: { kind: 'mysql', port: 3306, tls: { mode: 'require' } },
    },
    {
      url: 'mysql-connector://h/d?ssl-mode=VERIFY_IDENTITY',
      location: { kind: 'mysql', tls: { mode: 'verify-full' } },
    },
    {
      url: 'postgres://u:p@a:1,b,[::1]:3/d?options=-csearch_path%3Dshop&target_session_attrs=read-write',
      location: {
        host: 'a',
        servers: [
          { host: 'a', port: 1 },
          { host: 'b', port: 5432 },
          { host: '::1', port: 3 },
        ],
        options: '-csearch_path=shop',
        target: 'primary',
      },
    },
    {
      url: 'postgres://h/d?sslmode=verify-ca&sslrootcert=ca.pem&sslcert=a.pem&sslkey=b.pem',
      location: { tls: { mode: 'verify-ca', rootCert: 'ca.pem', cert: 'a.pem', key: 'b.pem' } },
    },
    {
      url: 'mysql://h/d?ssl_mode=VERIFY_CA&ssl_ca=ca.pem',
      location: { tls: { mode: 'verify-ca', rootCert: 'ca.pem' } },
    },
    { url: 'mariadb://h/d?unix_socket=/run/mysqld.sock', location: { kind: 'mysql', socket: '/run/mysqld.sock' } },
    { url: 'sqlite:///a/b.sqlite3?timeout=20', location: { kind: 'sqlite', filename: 'a/b.sqlite3' } },
    { url: 'spatialite:////a%20b', location: { kind: 'sqlite', filename: '/a b' } },
  ])('reads $url as Django would', ({ url, location }) => {
    expect(parseSqlUrl(url)).toMatchObject(location);
  });

  it.each([
    { url: 'sqlite://:memory:', message: 'in memory belongs to one process' },
    { url: 'sqlite:///:memory:', message: 'in memory belongs to one process' },
    { url: 'postgres://u:hunter2@h/d?sslmode=verify', message: 'unknown value of it: sslmode' },
    { url: 'postgres://u:hunter2@h/d?sslmode=verify-ca', message: 'verify-ca without a file of your own authority' },
    { url: 'postgres://u:hunter2@h/d?sslcert=a.pem', message: 'only one of sslcert and sslkey' },
    { url: 'postgres://u:hunter2@h/d?target_session_attrs=fast', message: 'unknown value of it: target_session_attrs' },
    { url: 'postgres://u:hunter2@h:1,i:x/d', message: 'the postgres store URL is invalid' },
    { url: 'mysql://u:hunter2@h,i/d', message: 'several servers, which only those of PostgreSQL may have' },
    { url: 'mysql://u:hunter2@h/d?options=x', message: 'unknown value of it: options' },
    { url: 'mysql://u:hunter2@h/d?ssl_require=maybe', message: 'unknown value of it: ssl_require' },
  ])('reports the error of $url, and never repeats the URL', ({ url, message }) => {
    expect(() => parseSqlUrl(url)).toThrow(message);
    expect(() => parseSqlUrl(url)).not.toThrow('hunter2');
  });
});
