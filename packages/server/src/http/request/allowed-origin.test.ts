import { describe, expect, it } from 'vitest';
import { isAllowedOrigin, isOriginPattern } from './allowed-origin.ts';

const ALLOWED = ['https://shop.example', 'https://pr-*.shop.example', 'http://*.dev.example:8080'];

describe('isAllowedOrigin', () => {
  it.each([
    'https://shop.example',
    'https://pr-12.shop.example',
    'https://pr-a-b.shop.example',
    'http://x.dev.example:8080',
  ])('allows %s', (origin) => {
    expect(isAllowedOrigin(ALLOWED, origin)).toBe(true);
  });

  it.each([
    '',
    'null',
    'http://shop.example',
    'https://pr-.shop.example',
    'https://pr-1.evil.example',
    'https://pr-1xshop.example',
    'https://pr-evil.example#.shop.example',
    'https://pr-evil.example/.shop.example',
    'https://pr-a.b.shop.example',
    'https://PR-1.shop.example',
    'https://pr-1.shop.example:444',
    'http://x.dev.example',
    'http://x@dev.dev.example:8080',
    'https://pr-*.shop.example',
  ])('refuses %j', (origin) => {
    expect(isAllowedOrigin(ALLOWED, origin)).toBe(false);
  });
});

describe('isOriginPattern', () => {
  it.each([...ALLOWED, 'http://localhost:5173', 'https://*.a.example'])('takes %s', (text) => {
    expect(isOriginPattern(text)).toBe(true);
  });

  it.each([
    '*',
    'https://*',
    'https://*.example',
    'https://shop.*',
    'https://*.*.example',
    'https://a.example/*',
    'https://a.b.example:*',
    'https://shop.example/',
    'ftp://shop.example',
    '*://a.b.example',
    '',
  ])('refuses %j', (text) => {
    expect(isOriginPattern(text)).toBe(false);
  });
});
