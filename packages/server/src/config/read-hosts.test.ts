import { expect, it } from 'vitest';
import { readHosts } from './read-hosts.ts';

const read = (text: string | undefined, host = '127.0.0.1', isOpen = true): readonly string[] | string => {
  const errors: string[] = [];
  const hosts = readHosts(text, { host, isOpen, errors });
  return errors[0] ?? hosts;
};

it('answers for loopback names by default, where everyone on this machine may read', () => {
  expect(read(undefined, '127.0.0.2')).toEqual(['localhost', '.localhost', '127.0.0.1', '[::1]', '127.0.0.2']);
  expect(read(undefined, '127.0.0.1', false)).toEqual(['*']);
  expect(read(undefined, '0.0.0.0')).toEqual(['*']);
});

it('takes names, names with all names below them, and addresses', () => {
  expect(read('Shop.example, .b.example,[::1],10.0.0.1')).toEqual(['shop.example', '.b.example', '[::1]', '10.0.0.1']);
  expect(read('*')).toEqual(['*']);
});

it.each(['shop.example:80', 'https://shop.example', '*.shop.example', '', 'a/b', '::1'])('refuses %j', (text) => {
  expect(read(text)).toMatch(/allowed-?.?hosts?/);
});
