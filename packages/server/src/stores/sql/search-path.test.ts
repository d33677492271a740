import { expect, it } from 'vitest';
import { searchPathOf } from './search-path.ts';

it.each([
  ['-csearch_path=shop', 'shop'],
  ['-c search_path=shop,public', 'shop,public'],
  ['--search_path=shop', 'shop'],
  ['--search-path=shop', 'shop'],
  ['-c statement_timeout=5s -c search_path=a\\ b', 'a b'],
  ['-csearch_path=first -csearch_path=last', 'last'],
  ['-c role=reader', undefined],
  ['', undefined],
  [undefined, undefined],
])('the options %j set the path %j', (options, path) => {
  expect(searchPathOf(options)).toBe(path);
});
