import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_DEPTH, readJson } from '../json/read.ts';
import { typedValue } from '../json/typed-value.ts';
import { writeJson } from '../json/write.ts';
import { createCanonicalScan, isCanonicalJson } from './canonical-json.ts';

/** The plain path. */
const readAndWrite = (text: string): string => writeJson(readJson(text, typedValue));

/** Length of the chunks that the scanner reads. */
const CHUNK_CHARS = 64 * 1024;

/** Texts in Django's form, each with a text that Django would write differently. */
const TEXTS = [
  { canonical: '{"key": 1}', other: '{"key": 01}' },
  { canonical: '{"a": {"b": []}}', other: '{"a": {"b": [],}}' },
  { canonical: '"\\u00e9\\n"', other: '"\\u00E9\\n"' },
  { canonical: '"\\ud83d\\ude00"', other: '"\\ud83d\\uDE00"' },
  { canonical: '[-12.5, 1e+22, 0.0001]', other: '[-12.5, 1e22, 0.0001]' },
  { canonical: '[NaN, -Infinity, Infinity]', other: '[NaN, -Infinite, Infinity]' },
  { canonical: '[null, true, false]', other: '[null, true, falsy]' },
  { canonical: '{"a": 1, "b": 2}', other: '{"a": 1, "a": 2}' },
];

describe('the scan, compared with the plain path', () => {
  it('accepts only texts that the plain path does not change', () => {
    const spaced = fc.json({ noUnicodeString: false } as never).map((text) => text.replace(/([,:])/g, '$1 '));
    const odd = fc.constantFrom(
      '1.50',
      '-0',
      '1E5',
      '"\\u0041"',
      '"\\u00E9"',
      '"\u00e9"',
      '{"a": 1, "a": 2}',
      '[1,2]',
      '1e16',
      '"\\/"',
      '"\\u000a"',
    );
    fc.assert(
      fc.property(fc.oneof(fc.json(), spaced, odd, fc.string()), (text) => {
        if (isCanonicalJson(text)) expect(readAndWrite(text)).toBe(text);
      }),
      { numRuns: 2_000 },
    );
  });

  it('accepts every text that the plain path has written', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(isCanonicalJson(readAndWrite(text))).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });

  it('accepts exactly the floats that the plain path does not change', () => {
    const digits = (maxLength: number): fc.Arbitrary<string> =>
      fc.array(fc.constantFrom(...'0123456789'), { minLength: 1, maxLength }).map((chars) => chars.join(''));
    const float = fc
      .record({ sign: fc.constantFrom('', '-'), whole: digits(10), fraction: digits(12) })
      .map(({ sign, whole, fraction }) => `${sign}${whole.replace(/^0+(?=\d)/, '')}.${fraction}`);
    fc.assert(
      fc.property(float, (text) => {
        expect(isCanonicalJson(text)).toBe(readAndWrite(text) === text);
      }),
      { numRuns: 5_000 },
    );
  });

  it('rejects typed values, which the plain path reads', () => {
    expect(isCanonicalJson('{"__type__": "decimal", "__value__": "1"}')).toBe(false);
  });

  it('has the same limit of nesting', () => {
    const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);
    expect(isCanonicalJson(nested(MAX_DEPTH))).toBe(true);
    expect(isCanonicalJson(nested(MAX_DEPTH + 1))).toBe(false);
    expect(isCanonicalJson(nested(100_000))).toBe(false);
  });
});

describe('a text of several chunks', () => {
  it.each(TEXTS)('is scanned correctly for every end of a chunk: $canonical', ({ canonical, other }) => {
    for (let before = CHUNK_CHARS - canonical.length - 8; before <= CHUNK_CHARS + 1; before += 1) {
      const padded = (text: string): string => `["${'x'.repeat(before - 4)}", ${text}, ${text}]`;
      expect({ before, isCanonical: isCanonicalJson(padded(canonical)) }).toEqual({ before, isCanonical: true });
      expect({ before, isCanonical: isCanonicalJson(padded(other)) }).toEqual({ before, isCanonical: false });
    }
  });

  it('gives the same result in several steps as in one', () => {
    const text = `[${TEXTS.map(({ canonical }) => canonical).join(', ')}, "${'long '.repeat(100_000)}"]`;
    const scan = createCanonicalScan(text);
    let steps = 0;
    let result: boolean | undefined;
    while (result === undefined) {
      result = scan.advance(100_000);
      steps += 1;
    }
    expect(result).toBe(true);
    expect(steps).toBeGreaterThan(2);
    expect(isCanonicalJson(text.slice(0, -1))).toBe(false);
    expect(isCanonicalJson(`${text} `)).toBe(false);
  });

  it('is accepted with one long string, and rejected with one long key or number', () => {
    expect(isCanonicalJson(`"${'x'.repeat(3 * CHUNK_CHARS)}"`)).toBe(true);
    expect(isCanonicalJson(`{"${'x'.repeat(3 * CHUNK_CHARS)}": 1}`)).toBe(false);
    expect(isCanonicalJson('1'.repeat(3 * CHUNK_CHARS))).toBe(false);
  });

  it('is rejected for a non-ASCII character in any chunk', () => {
    for (const before of [0, CHUNK_CHARS, 2 * CHUNK_CHARS - 3])
      expect(isCanonicalJson(`"${'x'.repeat(before)}é"`)).toBe(false);
  });
});

describe('an object of many keys', () => {
  const object = (keys: readonly string[]): string => `{${keys.map((key) => `"${key}": {"k": 0}`).join(', ')}}`;
  const keys = Array.from({ length: 500 }, (_, index) => `key-${index}`);

  it('is accepted if its keys differ', () => {
    for (const count of [1, 15, 16, 17, 18, 500]) expect(isCanonicalJson(object(keys.slice(0, count)))).toBe(true);
    expect(isCanonicalJson(`[${object(keys)}, ${object(keys)}]`)).toBe(true);
  });

  it('is rejected for a duplicate key at any position', () => {
    for (const count of [1, 15, 16, 17, 18, 500])
      for (const duplicate of [0, Math.floor(count / 2), count - 1])
        expect(isCanonicalJson(object([...keys.slice(0, count), keys[duplicate] ?? '']))).toBe(false);
  });

  it('is rejected for a key that may mark a typed value', () => {
    for (const count of [0, 16, 30]) expect(isCanonicalJson(object([...keys.slice(0, count), '__type__']))).toBe(false);
  });
});
