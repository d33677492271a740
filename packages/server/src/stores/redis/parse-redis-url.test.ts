import { describe, expect, it } from 'vitest';
import { parseRedisUrl } from './parse-redis-url.ts';

const LOGIN = { username: '', password: '' };
const address = (host: string, port = 6379): object => ({ kind: 'address', host, port });

describe('parseRedisUrl', () => {
  it.each([
    { url: 'redis://', location: { server: address('127.0.0.1'), ...LOGIN, database: 0 } },
    { url: 'redis://h', location: { server: address('h'), ...LOGIN, database: 0 } },
    { url: 'redis://h:80/3', location: { server: address('h', 80), ...LOGIN, database: 3 } },
    { url: 'redis://h//2', location: { server: address('h'), ...LOGIN, database: 2 } },
    {
      url: 'redis://:p%40ss%2F@h:6380/1',
      location: { server: address('h', 6380), username: '', password: 'p@ss/', database: 1 },
    },
    { url: 'redis://u:p@/4', location: { server: address('127.0.0.1'), username: 'u', password: 'p', database: 4 } },
    {
      url: 'redis://:p@:7000/4',
      location: { server: address('127.0.0.1', 7000), username: '', password: 'p', database: 4 },
    },
    { url: 'redis://[::1]:6380/0', location: { server: address('::1', 6380), ...LOGIN, database: 0 } },
    {
      url: 'REDIS://h?db=5&socket_timeout=3&max_connections=9',
      location: { server: address('h'), ...LOGIN, database: 5 },
    },
    {
      url: 'redis+socket:///run/r.sock?virtual_host=2',
      location: { server: { kind: 'socket', path: '/run/r.sock' }, ...LOGIN, database: 2 },
    },
    {
      url: 'socket://u:p@/run/r.sock',
      location: { server: { kind: 'socket', path: '/run/r.sock' }, username: 'u', password: 'p', database: 0 },
    },
  ])('reads $url', ({ url, location }) => {
    expect(parseRedisUrl(url)).toEqual(location);
  });

  it.each([
    { parameters: '', tls: { isChecked: true, isHostChecked: true } },
    { parameters: '?ssl_cert_reqs=CERT_REQUIRED', tls: { isChecked: true, isHostChecked: true } },
    { parameters: '?ssl_cert_reqs=required&ssl_check_hostname=False', tls: { isChecked: true, isHostChecked: false } },
    { parameters: '?ssl_cert_reqs=CERT_NONE', tls: { isChecked: false, isHostChecked: false } },
    { parameters: '?ssl_cert_reqs=none', tls: { isChecked: false, isHostChecked: false } },
    {
      parameters: '?ssl_cert_reqs=CERT_OPTIONAL&ssl_ca_certs=%2Fca.pem&ssl_certfile=c.pem&ssl_keyfile=k.pem',
      tls: { isChecked: true, isHostChecked: true, authorities: '/ca.pem', certificate: 'c.pem', key: 'k.pem' },
    },
  ])('reads the TLS parameters of rediss://h/0$parameters', ({ parameters, tls }) => {
    expect(parseRedisUrl(`rediss://h/0${parameters}`).tls).toEqual(tls);
  });

  it('reads sentinels, with the login and the database of the first one', () => {
    expect(parseRedisUrl('sentinel://u:p@a:1/3;sentinel://b;sentinel://c:2/9')).toEqual({
      server: {
        kind: 'sentinel',
        sentinels: [
          { host: 'a', port: 1 },
          { host: 'b', port: 26_379 },
          { host: 'c', port: 2 },
        ],
        ...LOGIN,
      },
      username: 'u',
      password: 'p',
      database: 3,
    });
    const { server } = parseRedisUrl('sentinel://a/0?master_name=m&sentinel_username=s&sentinel_password=t');
    expect(server).toMatchObject({ master: 'm', username: 's', password: 't' });
  });

  it.each([
    { url: 'redis://:hunter2@h/zero', message: 'is a number' },
    { url: 'redis://:hunter2@h:port/0', message: 'is invalid' },
    { url: 'redis://:hunter#2@h/0', message: 'is invalid' },
    { url: 'redis://:%ZZhunter2@h/0', message: 'write it as %25' },
    { url: 'redis://:hunter2@h/0?ssl_cert_reqs=none', message: 'begin it with rediss://' },
    { url: 'redis://:hunter2@h/0?frob=hunter2', message: 'a parameter that means nothing to Redis: frob' },
    { url: 'redis://h/0?credential_provider=a.b', message: 'names a Python class' },
    { url: 'rediss://:hunter2@h/0?ssl_cert_reqs=maybe', message: 'CERT_REQUIRED, CERT_OPTIONAL or CERT_NONE' },
    { url: 'redis+socket://host/run/r.sock', message: 'with three slashes' },
    { url: 'socket://', message: 'with three slashes' },
    { url: 'sentinel://a:1;b:2', message: 'expected sentinel://' },
  ])('refuses $url with a message without the password', ({ url, message }) => {
    expect(() => parseRedisUrl(url)).toThrow(message);
    expect(() => parseRedisUrl(url)).not.toThrow('hunter2');
  });
});
