import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeBase64 } from '../base64.ts';
import { readJson } from '../json/read.ts';
import { typedValue } from '../json/typed-value.ts';
import { writeJson } from '../json/write.ts';
import { decodeUtf8 } from '../utf8.ts';
import type { PyValue } from '../value.ts';
import { createCachedRead } from './cached-read.ts';

const LONG = JSON.stringify({ children: Array.from({ length: 100 }, () => 'child') });

/** The plain path. */
const plainRead = (text: string, encoding: string): PyValue =>
  readJson(encoding === 'binary' ? (decodeUtf8(decodeBase64(text)) ?? '') : text, typedValue);

describe('the cached read', () => {
  it('returns the same as the plain path, in any order of texts', () => {
    const stored = fc.record({
      text: fc.constantFrom('', '{"children": []}', '{"children": [1]}', 'eyJhIjogMX0=', LONG),
      encoding: fc.constantFrom('utf-8', 'binary'),
    });
    fc.assert(
      fc.property(fc.array(stored), (rows) => {
        const read = createCachedRead(plainRead);
        for (const { text, encoding } of rows)
          expect(outcomeOf(() => read(text, encoding))).toBe(outcomeOf(() => plainRead(text, encoding)));
      }),
    );
  });

  it('decodes a repeated short text once, and a long text each time', () => {
    const decoded: string[] = [];
    const read = createCachedRead((text: string, encoding: string) => {
      decoded.push(text);
      return plainRead(text, encoding);
    });
    for (const text of ['1', '1', '1', LONG, LONG, '1']) read(text, 'utf-8');
    expect(decoded).toEqual(['1', LONG, LONG]);
    expect(read(null, 'utf-8')).toBeNull();
  });
});

/** The value as JSON text, or the error. */
function outcomeOf(read: () => PyValue): string {
  try {
    return writeJson(read());
  } catch (error) {
    return String(error);
  }
}
