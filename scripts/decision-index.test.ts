import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decisionErrors } from './decision-index.ts';

const errors = (index: string, ...records: readonly (readonly [name: string, title: string])[]): readonly string[] =>
  decisionErrors([
    { name: 'README.md', text: index },
    ...records.map(([name, title]) => ({ name, text: `# ${title}\n\nText.\n` })),
  ]);

const INDEX = '- [0001 Read only](0001-read-only.md)\n- [0002 Batch reads](0002-batch.md)\n';

test('an index that lists every record with its title has no error', () => {
  assert.deepEqual(errors(INDEX, ['0001-read-only.md', 'Read only'], ['0002-batch.md', 'Batch reads']), []);
});

test('a gap in the numbers and a number that is used twice are errors', () => {
  const gap = INDEX.replaceAll('0002', '0003');
  assert.deepEqual(errors(gap, ['0001-read-only.md', 'Read only'], ['0003-batch.md', 'Batch reads']), [
    '0003-batch.md: its number should be 0002, the next without a gap',
  ]);
  const twice = INDEX.replaceAll('0002', '0001');
  assert.match(errors(twice, ['0001-batch.md', 'Batch reads'], ['0001-read-only.md', 'Read only']).join(), /be 0002/);
});

test('a record that is not listed, or listed with another title or twice, is an error', () => {
  const message = 'README.md: should list 0002-batch.md once, as [0002 Batch reads](0002-batch.md)';
  const first = INDEX.split('\n')[0] ?? '';
  for (const index of [first, INDEX.replace('Batch reads', 'Batches'), `${INDEX}${INDEX.split('\n')[1]}`])
    assert.deepEqual(errors(index, ['0001-read-only.md', 'Read only'], ['0002-batch.md', 'Batch reads']), [message]);
});

test('a link to a record that does not exist, a record without a title and a stray file are errors', () => {
  assert.deepEqual(errors(INDEX, ['0001-read-only.md', 'Read only']), [
    'README.md: lists 0002-batch.md, which does not exist',
  ]);
  assert.match(decisionErrors([{ name: '0001-a.md', text: 'Text.' }]).join(), /0001-a.md: has no title/);
  assert.match(errors('', ['notes.md', 'Notes']).join(), /notes.md: a record is named NNNN-decision.md/);
});
