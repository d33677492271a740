import assert from 'node:assert/strict';
import { test } from 'node:test';
import { styleErrors } from './style-errors.ts';
import { FORBIDDEN } from './style-rules.ts';

const SOURCE = 'packages/server/src/views/task.ts';
const messages = (path: string, text: string): string =>
  styleErrors(path, text)
    .map(({ line, message }) => `${line}: ${message}`)
    .join('\n');

test('a line of 120 characters passes, and one of 121 is an error', () => {
  for (const path of [SOURCE, 'a.py', 'README.md', 'deploy/compose.yaml']) {
    assert.equal(messages(path, `#${'é'.repeat(119)}\n`), '');
    assert.equal(messages(path, `\n#${'é'.repeat(120)}\n`), '2: 121 columns, more than 120');
  }
});

test('tables of Markdown and URLs may be wider', () => {
  const url = `https://example.org/${'a'.repeat(120)}`;
  assert.equal(messages('a.md', `| ${'a '.repeat(100)} |\n[text](${'b'.repeat(120)})\n<${url}>\n`), '');
  assert.equal(messages(SOURCE, `// ${url}\n`), '');
  assert.match(messages(SOURCE, `// | ${'a '.repeat(100)} |\n`), /columns/);
});

/** For each rule a text that it catches and one that it passes, in the order of the rules. */
const WORDS: readonly (readonly [caught: string, passed: string])[] = [
  ['const FEW = 16;', 'const FEW_IDS = 16;'],
  ['const MOST_IDS = 16;', 'const ALMOST_IDS = 16;'],
  ['interface Asked {}', 'interface AskedIds {}'],
  ['class DecodeFault {}', 'const isDefault = DEFAULT_FAULTLESS;'],
  ['// misfits', '// misfitting'],
  ['const pieceOf = 1;', '// piecemeal'],
  ['// the HTTP room', '// headroom and roomy'],
  ['// the door', '// doorway'],
  ['// shelves', '// bookshelf'],
  ['// who asks', '// who asked'],
  ['// known to who reads', '// who reads'],
  ['// Nobody is named', '// nobody else'],
  ['// it is none', '// it is no one'],
  ['// the log is told', '// the log tells'],
  ['// tells of errors', '// tells errors'],
  ['// two rows, of which one', '// two rows; one'],
  ['// what is known of it', '// what is known'],
];

test('every forbidden text is caught where it stands, and what resembles it passes', () => {
  assert.equal(WORDS.length, FORBIDDEN.length);
  for (const [index, [caught, passed]] of WORDS.entries()) {
    const reason = FORBIDDEN[index]?.reason ?? '';
    assert.ok(messages(SOURCE, `\n${caught}\n`).includes(`: ${reason}`), caught);
    assert.equal(messages(SOURCE, `${passed}\n`), '', passed);
  }
});

test('words are held in published code, documents and examples, and not in tests', () => {
  for (const path of [SOURCE, 'docs/a.md', 'examples/django/a.py', 'scripts/a.ts'])
    assert.match(messages(path, '# the door\n'), /1: "door": write "the HTTP layer"/);
  for (const path of ['packages/server/src/a.test.ts', 'examples/node/test/a.ts', 'bench/src/a.ts'])
    assert.equal(messages(path, '// the door\n'), '');
});

test('a spread of a literal is an error, and one of a value or a condition is not', () => {
  assert.match(
    messages('bench/src/a.ts', "const a = {\n  ...{ b: 1 },\n};\nf(...['a']);\n"),
    /^2: spreads.*\n4: spreads/,
  );
  assert.equal(
    messages('bench/src/a.ts', 'const a = { ...b, ...(c ? { d: 1 } : {}), e: [...f, ...[1].map(g)] };\n'),
    '',
  );
});

const LONG = `${'to '.repeat(25)}do`;
const SHORT = `${'to '.repeat(24)}do`;

test('a sentence of an exported docstring has 25 words at most', () => {
  const text = (sentence: string): string =>
    `/**\n * ${sentence}.\n * Short. @throws Error\n */\nexport const a = 1;\n`;
  assert.equal(messages(SOURCE, text(SHORT)), '');
  assert.match(messages(SOURCE, text(LONG)), /^2: 26 words, more than 25: "to to to to to to …"$/);
  assert.match(messages(SOURCE, `export interface A {\n  /** ${LONG} */\n  readonly a: string;\n}\n`), /^2: 26 words/);
});

test('a tag, a list item and a paragraph each begin a sentence; code is one word', () => {
  const lines = [SHORT, '', SHORT, `- ${SHORT}`, `@param ${SHORT.slice(3)}`, `@throws \`${LONG}\``];
  assert.equal(
    messages(SOURCE, `/**\n${lines.map((line) => ` * ${line}`).join('\n')}.\n */\nexport const a = 1;\n`),
    '',
  );
});

test('sentences of what is not exported are not counted', () => {
  assert.equal(messages(SOURCE, `/** ${LONG} */\nconst a = 1;\nexport const b = a;\n`), '');
  assert.equal(messages('packages/server/src/a.test.ts', `/** ${LONG} */\nexport const a = 1;\n`), '');
});

test('sentences of Markdown are counted, and not its headings, tables and code', () => {
  assert.match(messages('docs/a.md', `# A\n\n${LONG}.\n`), /^3: 26 words/);
  assert.equal(
    messages('docs/a.md', `# ${LONG}\n\n| ${LONG} |\n\n    ${LONG}\n\n\`\`\`\n${LONG}\n\`\`\`\n\n[${SHORT}](b c)\n`),
    '',
  );
});
