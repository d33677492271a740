import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readmeErrors } from './readme-errors.ts';

const README = '# X\n\n<!-- example: a.ts#one -->\n\n```ts\nconst a = 1;\n```\n';
const errors = (file: string) => readmeErrors(README, async () => file);

test('a block that is its region has no error', async () => {
  assert.deepEqual(await errors('  // region one\n  const a = 1;\n  // endregion\n'), []);
});

test('a region of Python is one too', async () => {
  const readme = '<!-- example: a.py#one -->\n\n```python\na = 1\n```\n';
  const read = async () => '    # region one\n    a = 1\n    # endregion\n';
  assert.deepEqual(await readmeErrors(readme, read), []);
});

test('a region of a template is between comments of HTML', async () => {
  const readme = '<!-- example: a.vue#one -->\n\n```vue\n<p>a</p>\n```\n';
  const read = async () => '<!-- region one -->\n<p>a</p>\n<!-- endregion -->\n';
  assert.deepEqual(await readmeErrors(readme, read), []);
});

test('a block of several regions names the file of each', async () => {
  const block = (code: string): string => `<!-- example: x/a.py#one\n  x/b.py#two -->\n\n\`\`\`python\n${code}\`\`\`\n`;
  const read = async (path: string): Promise<string> =>
    path === 'x/a.py' ? '# region one\na = 1\n# endregion\n' : '# region two\nb = 2\n# endregion\n';
  assert.deepEqual(await readmeErrors(block('# a.py\na = 1\n\n# b.py\nb = 2\n'), read), []);
  assert.match((await readmeErrors(block('a = 1\n\nb = 2\n'), read)).join(), /is not what the files say:\n# a.py/);
  assert.deepEqual(await readmeErrors(block(''), async () => ''), [
    'x/a.py has no region one',
    'x/b.py has no region two',
  ]);
});

test('a comment that names an example and has no block below is an error', async () => {
  const readme = '<!-- example: a.ts#one -->\n\nText.\n\n```ts\n```\n';
  assert.match((await readmeErrors(readme, async () => '')).join(), /1 comments name an example, and 0 have a code/);
});

test('a block that differs from its region, and a region that is not there, are told', async () => {
  assert.match((await errors('// region one\nconst a = 2;\n// endregion\n')).join(), /is not what the files say/);
  assert.match((await errors('// region two\nconst a = 1;\n// endregion\n')).join(), /has no region one/);
});
