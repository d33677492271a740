import assert from 'node:assert/strict';
import { test } from 'node:test';
import { linkErrors } from './link-errors.ts';

const errors = (documents: Readonly<Record<string, string>>, ...files: readonly string[]): readonly string[] =>
  linkErrors(new Map(Object.entries(documents)), (path) => path in documents || files.includes(path)).map(
    ({ path, line, message }) => `${path}:${line}: ${message}`,
  );

test('links to files, folders, headings and other sites pass', () => {
  const readme = [
    '# Title',
    '[a](docs/a.md) [b](docs/a.md#who-may-read-it-10-000) [c](#title) [d](packages/client/) [e](https://example.org/x)',
    '<img src="docs/a.png">',
    '```md',
    '[f](nowhere.md)',
    '```',
  ];
  const other = '## Who may `read` it? 10 000\n[back](../README.md#title)\n';
  assert.deepEqual(errors({ 'README.md': readme.join('\n'), 'docs/a.md': other }, 'packages/client', 'docs/a.png'), []);
});

test('a link to a missing file, a missing heading and a missing picture are errors', () => {
  const readme = '[a](a.md)\n[b](#b)\n\n<img src="c.png">\n[d](docs/d.md#x)\n';
  assert.deepEqual(errors({ 'README.md': readme, 'docs/d.md': '```\n# x\n```\n' }), [
    'README.md:1: links to a.md, which does not exist',
    'README.md:2: links to #b, which has no such heading',
    'README.md:4: links to c.png, which does not exist',
    'README.md:5: links to docs/d.md#x, which has no such heading',
  ]);
});
