import { afterEach, describe, expect, it } from 'vitest';
import { createResultsFile, type ResultsFile } from '../../../test/results-file.ts';
import { createCodec } from '../../codecs/codec.ts';
import { INLINE_EXPANSION, TOO_LARGE_INLINE } from '../../codecs/expanded-size.ts';
import type { Serializer } from '../../codecs/serializers.ts';
import { openStore } from '../kinds.ts';
import type { GroupRecord, TaskRecord } from '../record.ts';

/** A pickled list that is doubled by references. It has 2 to the power of `times` items when it is written as JSON. */
function doubledPickle(times: number): string {
  return Buffer.from(`\x80\x04K\x01${'2\x86\x94'.repeat(times)}.`, 'latin1').toString('base64');
}

function doubledYaml(times: number): string {
  const lines = Array.from({ length: times }, (_, index) => `- &a${index + 1} [*a${index}, *a${index}]`);
  return `- &a0 [1]\n${lines.join('\n')}\n`;
}

/** A group of nested groups. Each level contains the level before it twice. */
function doubledGroup(times: number): string {
  const groups = Array.from(
    { length: times },
    (_, index) => `  - &a${index + 1} [[x, null], [*a${index}, *a${index}]]`,
  );
  return `- [g, null]\n-\n  - &a0 [[t, null], null]\n${groups.join('\n')}\n`;
}

let results: ResultsFile | undefined;
afterEach(() => results?.remove());

async function read(
  serializer: Serializer,
  { result, encoding }: { readonly result: string; readonly encoding: string },
): Promise<{ readonly task: TaskRecord | undefined; readonly group: GroupRecord | undefined }> {
  results = await createResultsFile();
  results.task('t', { result, content_encoding: encoding });
  results.group('g', result);
  const store = await openStore(results.url, { serializer });
  try {
    return { task: (await store.results.tasks(['t'])).get('t'), group: (await store.results.groups(['g'])).get('g') };
  } finally {
    await store.close();
  }
}

describe('a value of shared objects', () => {
  it('is decoded by the main thread only while it is small', () => {
    const codec = createCodec({ serializer: 'yaml', expansion: INLINE_EXPANSION });
    expect(() => codec.toJson(doubledYaml(8))).not.toThrow();
    expect(() => codec.toJson(doubledYaml(15))).toThrow(expect.objectContaining({ encoding: TOO_LARGE_INLINE }));
  });

  it('is answered if it grows to less than some megabytes', async () => {
    const { task } = await read('pickle', { result: doubledPickle(14), encoding: 'binary' });
    expect(task).toMatchObject({ kind: 'value' });
    const yaml = await read('yaml', { result: doubledYaml(14), encoding: 'utf-8' });
    expect(yaml.task).toMatchObject({ kind: 'value' });
  });

  it.each([
    ['pickle', { result: doubledPickle(24), encoding: 'binary' }],
    ['yaml', { result: doubledYaml(20), encoding: 'utf-8' }],
  ] as const)('cannot be read if it grows further: %s', async (serializer, stored) => {
    const { task } = await read(serializer, stored);
    expect(task).toMatchObject({ kind: 'undecodable', reason: { encoding: serializer } });
  });

  it('is not a group if it has far more members than its stored size allows', async () => {
    const few = await read('yaml', { result: doubledGroup(3), encoding: 'utf-8' });
    expect(few.group).toMatchObject({ kind: 'group' });
    await results?.remove();
    const { group } = await read('yaml', { result: doubledGroup(12), encoding: 'utf-8' });
    expect(group).toMatchObject({
      kind: 'undecodable',
      reason: { message: expect.stringContaining('far more members') },
    });
  });
});
