import { describe, expect, it } from 'vitest';
import { fakeContext } from '../../../test/fake-context.ts';
import { checkOrigin } from './check-origin.ts';

const ALLOWED = ['https://shop.example'];

describe('checkOrigin', () => {
  it.each<[string, Record<string, string>]>([
    ['GET', {}],
    ['HEAD', {}],
    ['OPTIONS', {}],
    ['POST', {}],
    ['GET', { 'Sec-Fetch-Site': 'none' }],
    ['POST', { 'Sec-Fetch-Site': 'same-origin', Origin: 'https://tasks.example' }],
    ['POST', { Origin: 'https://tasks.example' }],
    ['POST', { Origin: 'https://shop.example' }],
    ['GET', { Origin: 'https://shop.example', 'Sec-Fetch-Site': 'cross-site' }],
  ])('lets %s with %j through', (method, headers) => {
    checkOrigin(fakeContext(headers, method), ALLOWED);
  });

  it.each<[string, Record<string, string>]>([
    ['GET', { 'Sec-Fetch-Site': 'cross-site' }],
    ['GET', { 'Sec-Fetch-Site': 'same-site' }],
    ['GET', { Origin: 'https://evil.example' }],
    ['GET', { Origin: 'null' }],
    ['POST', { Origin: 'https://tasks.example:8443' }],
    ['POST', { Origin: 'https://shop.example.evil.example' }],
    ['POST', { Origin: 'https://shop.example/' }],
    ['POST', { Origin: 'https://tasks.example', 'Sec-Fetch-Site': 'cross-site' }],
  ])('refuses %s with %j', (method, headers) => {
    expect(() => checkOrigin(fakeContext(headers, method), ALLOWED)).toThrow(
      expect.objectContaining({ problem: 'foreign-origin' }),
    );
  });
});
