import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readmeFaults } from './readme-faults.ts';

const README = '# X\n\n<!-- example: a.ts#one -->\n\n```ts\nconst a = 1;\n```\n';
const faults = (file: string) => readmeFaults(README, async () => file);

test('a block that is its region has no fault', async () => {
  assert.deepEqual(await faults('  // region one\n  const a = 1;\n  // endregion\n'), []);
});

test('a region of Python is one too', async () => {
  const readme = '<!-- example: a.py#one -->\n\n```python\na = 1\n```\n';
  const read = async () => '    # region one\n    a = 1\n    # endregion\n';
  assert.deepEqual(await readmeFaults(readme, read), []);
});

test('a block that differs from its region, and a region that is not there, are told', async () => {
  assert.match((await faults('// region one\nconst a = 2;\n// endregion\n')).join(), /is not what the file says/);
  assert.match((await faults('// region two\nconst a = 1;\n// endregion\n')).join(), /has no region one/);
});
