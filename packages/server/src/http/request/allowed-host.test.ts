import { describe, expect, it } from 'vitest';
import { fakeContext } from '../../../test/fake-context.ts';
import { ANY_HOST, checkHost, LOOPBACK_HOSTS, refuseHostHeaders } from './allowed-host.ts';

const check = (allowed: readonly string[], host: string): void => checkHost(allowed)(fakeContext({ Host: host }));

describe('checkHost', () => {
  it.each([
    [LOOPBACK_HOSTS, 'localhost'],
    [LOOPBACK_HOSTS, 'LOCALHOST:8787'],
    [LOOPBACK_HOSTS, 'shop.localhost:80'],
    [LOOPBACK_HOSTS, '127.0.0.1:8787'],
    [LOOPBACK_HOSTS, '[::1]:8787'],
    [LOOPBACK_HOSTS, '[::1]'],
    [['shop.example'], 'shop.example.:443'],
    [['.shop.example'], 'shop.example'],
    [['.shop.example'], 'a.b.shop.example'],
    [[ANY_HOST], 'evil.example'],
  ])('of %j allows %s', (allowed, host) => {
    expect(() => check(allowed, host)).not.toThrow();
  });

  it.each([
    [LOOPBACK_HOSTS, 'evil.example'],
    [LOOPBACK_HOSTS, ''],
    [LOOPBACK_HOSTS, 'localhost.evil.example'],
    [LOOPBACK_HOSTS, 'evil-localhost'],
    [LOOPBACK_HOSTS, '127.0.0.1.evil.example:8787'],
    [LOOPBACK_HOSTS, '[::1].evil.example'],
    [LOOPBACK_HOSTS, '[::2]:8787'],
    [LOOPBACK_HOSTS, 'evil.example:127.0.0.1'],
    [['shop.example'], 'a.shop.example'],
    [['.shop.example'], 'evilshop.example'],
    [[], 'localhost'],
  ])('of %j refuses %j', (allowed, host) => {
    expect(() => check(allowed, host)).toThrow(expect.objectContaining({ problem: 'invalid-host' }));
  });

  it('decides correctly after any number of allowed hosts', () => {
    const handler = checkHost([ANY_HOST]);
    for (let number = 0; number < 300; number += 1) handler(fakeContext({ Host: `h${number}` }));
    const strict = checkHost(['a']);
    strict(fakeContext({ Host: 'a' }));
    expect(() => strict(fakeContext({ Host: 'b' }))).toThrow();
  });
});

it('refuses two Host headers in any spelling, and a missing one', () => {
  const ctx = fakeContext();
  ctx.req.rawHeaders = ['Host', 'a', 'Accept', '*/*'];
  expect(() => refuseHostHeaders(ctx)).not.toThrow();
  delete ctx.req.headers.host;
  ctx.req.httpVersion = '1.0';
  expect(() => refuseHostHeaders(ctx)).not.toThrow();
  ctx.req.httpVersion = '1.1';
  expect(() => refuseHostHeaders(ctx)).toThrow('no Host header');
  ctx.req.rawHeaders = ['Host', 'a', 'Accept', '*/*', 'hOST', 'a'];
  expect(() => refuseHostHeaders(ctx)).toThrow(expect.objectContaining({ problem: 'malformed-request' }));
});
