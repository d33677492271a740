import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lawFaults } from './law-faults.ts';
import { parseModule } from './read-modules.ts';

const faultsOf = (files: Readonly<Record<string, string>>): string =>
  lawFaults(Object.entries(files).map(([path, text]) => parseModule(path, text))).join('\n');

const VIEW = 'packages/server/src/views/a.ts';

test('a clean file has no fault', () => {
  assert.equal(
    faultsOf({ [VIEW]: "import type { ResultStore } from '../stores/store.ts';\nexport const a = 1;\n" }),
    '',
  );
});

test('a view that imports knex, a codec or Koa is told', () => {
  assert.match(faultsOf({ [VIEW]: "import knex from 'knex';" }), /server\/views may not import knex/);
  assert.match(
    faultsOf({ [VIEW]: "import type { Codec } from '../codecs/codec.ts';" }),
    /may not import from server\/codecs/,
  );
  assert.match(faultsOf({ [VIEW]: "export { x } from 'koa';" }), /may not import koa/);
  assert.match(faultsOf({ [VIEW]: "const x = import('koa');" }), /may not import koa/);
});

test('the protocol imports nothing', () => {
  assert.match(
    faultsOf({ 'packages/client/src/protocol/a.ts': "import ky from 'ky';" }),
    /client\/protocol may not import ky/,
  );
});

test('a package is reached by its name only', () => {
  assert.match(
    faultsOf({ 'packages/react/src/a.ts': "import { x } from '../../client/src/index.ts';" }),
    /react may not import from client/,
  );
});

test('a cycle is told, also one of types', () => {
  const files = {
    'packages/react/src/a.ts': "import type { B } from './b.ts';",
    'packages/react/src/b.ts': "import type { A } from './a.ts';",
  };
  assert.match(faultsOf(files), /import cycle: .*a\.ts → .*b\.ts → .*a\.ts/);
});

test('any, default exports, star exports, drawers, long files and stray readers of process are told', () => {
  assert.match(faultsOf({ [VIEW]: 'export const a: any = 1;' }), /uses any/);
  assert.match(faultsOf({ [VIEW]: 'export default 1;' }), /default export/);
  assert.match(faultsOf({ [VIEW]: "export * from './b.ts';" }), /exports everything/);
  assert.match(faultsOf({ 'packages/server/src/views/utils.ts': '' }), /says nothing/);
  assert.match(faultsOf({ [VIEW]: '\n'.repeat(301) }), /302 lines/);
  assert.match(faultsOf({ [VIEW]: 'export const a = process.env;' }), /reads process/);
});
