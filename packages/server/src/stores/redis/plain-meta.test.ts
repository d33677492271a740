import { describe, expect, it } from 'vitest';
import { createCodec } from '../../codecs/codec.ts';
import { isDict } from '../../codecs/value.ts';
import { readPlainMeta } from './plain-meta.ts';

const START = '{"status": "SUCCESS", "result": null, "traceback": null, "children": ';

describe('readPlainMeta', () => {
  it.each([
    `${START}[], "date_done": "2026-01-02T03:04:07.890123+00:00", "task_id": "a"}`,
    `${START}null, "date_done": null, "group_id": "g", "parent_id": null, "task_id": "é"}`,
    `${START}[], "date_done": null}`,
  ])('reads the same as the codec: %s', (text) => {
    const meta = createCodec().read(text);
    if (!isDict(meta)) throw new Error('the codec reads no object');
    const plain = readPlainMeta(text);
    for (const key of ['status', 'result', 'date_done']) expect(plain?.get(key)).toBe(meta.get(key));
  });

  it.each([
    `${START}[[["a", null], null]], "date_done": null}`,
    `${START}[], "date_done": null, "name": "a"}`,
    `${START}[], "date_done": null, "status": "FAILURE"}`,
    `${START}[], "date_done": "\\u0041"}`,
    `${START}[], "date_done": "a\u0001"}`,
    `${START}[], "date_done": null} `,
    `${START}[], "date_done": null, "task_id": 5}`,
    `${START.replace('"traceback": null', '"traceback": "x"')}[], "date_done": null}`,
  ])('leaves other texts to the codec: %s', (text) => {
    expect(readPlainMeta(text)).toBeUndefined();
  });
});
