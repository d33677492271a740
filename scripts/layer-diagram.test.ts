import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LAYERS, type Layer } from './import-law.ts';
import { diagramErrors, layerDiagram } from './layer-diagram.ts';

const layer = (name: string, ...layers: readonly string[]): Layer => ({ name, path: `${name}/`, layers, packages: [] });
const LAW: readonly Layer[] = [
  layer('client', 'client/protocol'),
  layer('server/lib'),
  layer('server/codecs'),
  layer('server/stores', 'server/codecs', 'server/lib'),
  layer('server/views', 'server/stores'),
  layer('server/http/auth', 'server/stores'),
  layer('server/http', 'server/http/auth', 'server/views', 'server/stores'),
  layer('server', 'server/http', 'server/stores'),
];
const DIAGRAM = '```mermaid\nflowchart TD\n  http --> stores & views\n  views --> stores\n  stores --> codecs\n```';

test('the diagram leaves out leaves, index.ts and other packages, and draws http as one node', () => {
  assert.equal(layerDiagram(LAW), DIAGRAM);
  assert.deepEqual(diagramErrors(`# A\n\n${DIAGRAM}\n`, LAW), []);
});

test('frames, labels, comments and another order are free', () => {
  const text = [
    'flowchart BT',
    '%% the layers',
    'subgraph server [the server]',
    '  codecs["codecs: text to values"]',
    'end',
    'stores["stores: rows"] --> codecs',
    'views --> stores',
    'http --> views',
    'http --> stores',
    'classDef plain fill:none;',
  ];
  assert.deepEqual(diagramErrors(`\`\`\`mermaid\n${text.join('\n')}\n\`\`\`\n`, LAW), []);
});

test('an arrow that is missing, not allowed, drawn twice or not readable is an error', () => {
  const errors = (from: string, to: string): readonly string[] => diagramErrors(`${DIAGRAM.replace(from, to)}\n`, LAW);
  assert.deepEqual(errors('stores & views', 'views'), ['the diagram lacks "http --> stores"']);
  assert.deepEqual(errors('--> codecs', '--> codecs & views'), ['the import law does not allow "stores --> views"']);
  assert.deepEqual(errors('--> codecs', '--> codecs & codecs'), ['the diagram has "stores --> codecs" twice']);
  assert.match(errors('views --> stores', 'views ==> stores').join(), /cannot read "views ==> stores".*lacks/);
});

test('a text without a diagram is an error', () => {
  assert.deepEqual(diagramErrors('# A\n', LAW), ['has no Mermaid block that draws the layers']);
});

test("the import law's own diagram agrees with it", () => {
  assert.deepEqual(diagramErrors(`${layerDiagram(LAYERS)}\n`, LAYERS), []);
});
