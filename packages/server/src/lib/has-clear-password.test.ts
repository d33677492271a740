import { describe, expect, it } from 'vitest';
import { hasClearPassword } from './has-clear-password.ts';

describe('hasClearPassword', () => {
  it.each([
    'mysql://shop:12/34canary@db/shop',
    'postgres://shop:a@canarypw/b#c@db/shop',
    'postgres://shop:1?canary@db/shop',
    'postgres://shop:1#canary@db/shop',
    'postgres://shop:1\\canary@db/shop',
    'redis://:/canary@db/0',
    'postgres://shop:canary@db/shop?options=a@b',
    'postgres://shop:canary@db/shop#tail',
  ])('is false for %s', (url) => {
    expect(hasClearPassword(url)).toBe(false);
  });

  it.each([
    'postgres://shop:a@b@db/shop',
    'postgres://shop:a%2Fb%23c@db:5432/shop?sslmode=require',
    'postgres://%2Frun%2Fpostgresql/shop',
    'sqlite:////srv/a@b#c.sqlite3',
    'postgres:///shop?host=/run',
  ])('is true for %s', (url) => {
    expect(hasClearPassword(url)).toBe(true);
  });
});
