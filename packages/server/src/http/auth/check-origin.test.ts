import { describe, expect, it } from 'vitest';
import { fakeContext } from '../../../test/fake-context.ts';
import { checkOrigin } from './check-origin.ts';

const ALLOWED = ['https://shop.example'];

describe('checkOrigin', () => {
  it.each<{ readonly method: string; readonly headers: Record<string, string> }>([
    { method: 'GET', headers: {} },
    { method: 'HEAD', headers: {} },
    { method: 'OPTIONS', headers: {} },
    { method: 'POST', headers: {} },
    { method: 'GET', headers: { 'Sec-Fetch-Site': 'none' } },
    { method: 'POST', headers: { 'Sec-Fetch-Site': 'same-origin', Origin: 'https://tasks.example' } },
    { method: 'POST', headers: { Origin: 'https://tasks.example' } },
    { method: 'POST', headers: { Origin: 'https://shop.example' } },
    { method: 'GET', headers: { Origin: 'https://shop.example', 'Sec-Fetch-Site': 'cross-site' } },
  ])('lets $method with $headers through', ({ method, headers }) => {
    checkOrigin(fakeContext(headers, method), ALLOWED);
  });

  it.each<{ readonly method: string; readonly headers: Record<string, string> }>([
    { method: 'GET', headers: { 'Sec-Fetch-Site': 'cross-site' } },
    { method: 'GET', headers: { 'Sec-Fetch-Site': 'same-site' } },
    { method: 'GET', headers: { Origin: 'https://evil.example' } },
    { method: 'GET', headers: { Origin: 'null' } },
    { method: 'POST', headers: { Origin: 'https://tasks.example:8443' } },
    { method: 'POST', headers: { Origin: 'https://shop.example.evil.example' } },
    { method: 'POST', headers: { Origin: 'https://shop.example/' } },
    { method: 'POST', headers: { Origin: 'https://tasks.example', 'Sec-Fetch-Site': 'cross-site' } },
  ])('refuses $method with $headers', ({ method, headers }) => {
    expect(() => checkOrigin(fakeContext(headers, method), ALLOWED)).toThrow(
      expect.objectContaining({ problem: 'foreign-origin' }),
    );
  });
});
