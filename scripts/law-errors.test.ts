import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lawErrors } from './law-errors.ts';
import { parseModule } from './read-modules.ts';

const errorsOf = (files: Readonly<Record<string, string>>): string =>
  lawErrors(Object.entries(files).map(([path, text]) => parseModule(path, text))).join('\n');

const VIEW = 'packages/server/src/views/a.ts';

test('a clean file has no error', () => {
  assert.equal(
    errorsOf({ [VIEW]: "import type { ResultStore } from '../stores/store.ts';\nexport const a = 1;\n" }),
    '',
  );
});

test('a view that imports knex, a codec or Koa is told', () => {
  assert.match(errorsOf({ [VIEW]: "import knex from 'knex';" }), /server\/views may not import knex/);
  assert.match(
    errorsOf({ [VIEW]: "import type { Codec } from '../codecs/codec.ts';" }),
    /may not import from server\/codecs/,
  );
  assert.match(errorsOf({ [VIEW]: "export { x } from 'koa';" }), /may not import koa/);
  assert.match(errorsOf({ [VIEW]: "const x = import('koa');" }), /may not import koa/);
});

test('the protocol imports nothing', () => {
  assert.match(
    errorsOf({ 'packages/client/src/protocol/a.ts': "import ky from 'ky';" }),
    /client\/protocol may not import ky/,
  );
});

test('a package is reached by its name only', () => {
  assert.match(
    errorsOf({ 'packages/react/src/a.ts': "import { x } from '../../client/src/index.ts';" }),
    /react may not import from client/,
  );
});

test('a cycle is told, also one of types', () => {
  const files = {
    'packages/react/src/a.ts': "import type { B } from './b.ts';",
    'packages/react/src/b.ts': "import type { A } from './a.ts';",
  };
  assert.match(errorsOf(files), /import cycle: .*a\.ts → .*b\.ts → .*a\.ts/);
});

test('any, default exports, star exports, drawers, long files and stray readers of process are told', () => {
  assert.match(errorsOf({ [VIEW]: 'export const a: any = 1;' }), /uses any/);
  assert.match(errorsOf({ [VIEW]: 'export default 1;' }), /default export/);
  assert.match(errorsOf({ [VIEW]: "export * from './b.ts';" }), /exports everything/);
  assert.match(errorsOf({ 'packages/server/src/views/utils.ts': '' }), /says nothing/);
  assert.match(errorsOf({ [VIEW]: '\n'.repeat(301) }), /302 lines/);
  assert.match(errorsOf({ [VIEW]: 'export const a = process.env;' }), /reads process/);
});
