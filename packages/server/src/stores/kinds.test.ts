import { expect, it } from 'vitest';
import { openStore } from './kinds.ts';

it.each([
  {
    url: 'db+oracle://u:hunter2@h/d',
    message: "Celery's own tables are read from PostgreSQL, MySQL, MariaDB and SQLite",
  },
  { url: 'redis+sentinel://:hunter2@h/0', message: 'begin the URL with sentinel://' },
  { url: 'valkey://:hunter2@h/0', message: 'begin the URL with redis://' },
  { url: 'rpc://', message: 'no storage keeps them' },
  { url: 'mongodb://u:hunter2@h/d', message: 'stores of the kind "mongodb": expected sqlite:///relative' },
  { url: 'django-db', message: "django-db says that the results are in Django's database, but not where" },
  { url: 'django-cache', message: "results in Django's cache can be read where it is Redis" },
  { url: 'mysql://shop:12/34hunter2@db/shop', message: 'makes its password unclear; write / as %2F' },
  { url: 'postgres://shop:a@hunter2/b#c@db/shop', message: 'makes its password unclear' },
  { url: 'postgres://shop:1?hunter2@db/shop', message: 'makes its password unclear' },
  { url: 'hunter2', message: 'the store URL has no scheme' },
])('openStore refuses $url with advice, and never repeats the URL', async ({ url, message }) => {
  await expect(openStore(url)).rejects.toThrow(message);
  await expect(openStore(url)).rejects.not.toThrow('hunter2');
});

it('openStore checks all characters of a password', async () => {
  await expect(openStore('postgres://u:hunter2;a/b@127.0.0.1:1/d')).rejects.toThrow('makes its password unclear');
});

it('openStore accepts sentinels that each have a password', async () => {
  const url = 'sentinel://:hunter2@127.0.0.1:1/0;sentinel://:hunter2@127.0.0.1:2/0';
  await expect(openStore(url)).rejects.toThrow('needs --sentinel-master');
});
