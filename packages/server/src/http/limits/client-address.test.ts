import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { clientAddress, networkOf } from './client-address.ts';

function request(forwarded?: string): IncomingMessage {
  const socket = new Socket();
  Object.defineProperty(socket, 'remoteAddress', { value: '10.0.0.9' });
  const made = new IncomingMessage(socket);
  if (forwarded !== undefined) made.headers['x-forwarded-for'] = forwarded;
  return made;
}

describe('clientAddress', () => {
  it.each<{ readonly forwarded: string | undefined; readonly proxies: number; readonly address: string }>([
    { forwarded: '192.0.2.1', proxies: 0, address: '10.0.0.9' },
    { forwarded: '192.0.2.66, 192.0.2.1', proxies: 1, address: '192.0.2.1' },
    { forwarded: '192.0.2.66, 192.0.2.1, 10.0.0.8', proxies: 2, address: '192.0.2.1' },
    { forwarded: '192.0.2.1:4711', proxies: 1, address: '192.0.2.1' },
    { forwarded: '[2001:db8::1]:4711', proxies: 1, address: '2001:db8::1' },
    { forwarded: '2001:db8::1', proxies: 1, address: '2001:db8::1' },
    { forwarded: undefined, proxies: 1, address: '10.0.0.9' },
    { forwarded: '192.0.2.1', proxies: 2, address: '10.0.0.9' },
    { forwarded: 'unknown', proxies: 1, address: '10.0.0.9' },
    { forwarded: '192.0.2.1, evil"; drop', proxies: 1, address: '10.0.0.9' },
  ])('of $forwarded over $proxies proxies is $address', ({ forwarded, proxies, address }) => {
    expect(clientAddress(request(forwarded), proxies)).toBe(address);
  });
});

describe('the address of a visitor over a Unix socket', () => {
  it('is the one that the trusted proxy saw, and the same for all without one', () => {
    const made = new IncomingMessage(new Socket());
    made.headers['x-forwarded-for'] = '192.0.2.1';
    expect([clientAddress(made, 1), clientAddress(made, 0)]).toEqual(['192.0.2.1', 'unknown']);
  });
});

describe('networkOf', () => {
  it.each([
    { address: '192.0.2.1', network: '192.0.2.1' },
    { address: '::ffff:192.0.2.1', network: '192.0.2.1' },
    { address: '2001:db8:1:2:3:4:5:6', network: '2001:db8:1:2::/64' },
    { address: '2001:0DB8:0001:0002::9', network: '2001:db8:1:2::/64' },
    { address: '2001:db8::1', network: '2001:db8:0:0::/64' },
    { address: 'fe80::1%eth0', network: 'fe80:0:0:0::/64' },
    { address: '::1', network: '0:0:0:0::/64' },
    { address: 'unknown', network: 'unknown' },
  ])('of $address is $network', ({ address, network }) => {
    expect(networkOf(address)).toBe(network);
  });
});
