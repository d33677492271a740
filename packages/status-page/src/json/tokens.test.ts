import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { childrenOf, JsonTextError, memberOf, spanAt, stringText } from './tokens.ts';

const all = (text: string) => childrenOf(text, spanAt(text, 0), Number.POSITIVE_INFINITY).children;
const slices = (text: string) => all(text).map(({ key, start, end }) => [key, text.slice(start, end)]);

describe('the text of JSON', () => {
  it('keeps the digits of numbers', () => {
    expect(slices('{"id": 12345678901234567890, "price": 1.10, "tiny": -0.0e-400}')).toEqual([
      ['id', '12345678901234567890'],
      ['price', '1.10'],
      ['tiny', '-0.0e-400'],
    ]);
  });

  it('keeps the order of keys, also of repeated keys and numeric keys', () => {
    expect(slices('{"b": 1, "2": 2, "a": 3, "b": 4}')).toEqual([
      ['b', '1'],
      ['2', '2'],
      ['a', '3'],
      ['b', '4'],
    ]);
    const text = '{"b": 1, "b": 4}';
    const last = memberOf(text, spanAt(text, 0), 'b');
    expect(last && text.slice(last.start, last.end)).toBe('4');
  });

  it('may contain the numbers that only Python writes', () => {
    expect(all('[NaN, Infinity, -Infinity, null]').map(({ kind }) => kind)).toEqual(['word', 'word', 'word', 'word']);
  });

  it('is read in pages', () => {
    const text = `[${Array.from({ length: 250 }, (_, index) => index).join(', ')}]`;
    const first = childrenOf(text, spanAt(text, 0), 100);
    const second = childrenOf(text, spanAt(text, 0), 100, first.next);
    const third = childrenOf(text, spanAt(text, 0), 100, second.next);
    expect([first, second, third].map(({ children }) => children.length)).toEqual([100, 100, 50]);
    expect(third.next).toBeUndefined();
  });

  it('does not end at brackets and quotes within strings', () => {
    expect(slices('{"a": "}]\\"", "b": [{"c": "["}]}')).toEqual([
      ['a', '"}]\\""'],
      ['b', '[{"c": "["}]'],
    ]);
  });

  it('may be nested more deeply than a call stack allows', () => {
    const depth = 200_000;
    const text = '['.repeat(depth) + ']'.repeat(depth);
    expect(spanAt(text, 0).end).toBe(2 * depth);
    expect(all(text)).toHaveLength(1);
  });

  it.each(['{"a" 1}', '[1 2]', '[1,', '{', '"open', 'nul', ''])('is refused if it is not JSON: %s', (text) => {
    expect(() => all(text)).toThrow(JsonTextError);
  });

  it('is split into the same parts as by JavaScript, for any value', () => {
    fc.assert(
      fc.property(fc.json(), fc.nat(3), (json, indent) => {
        const value: unknown = JSON.parse(json);
        const text = JSON.stringify(value, null, indent);
        const span = spanAt(text, 0);
        expect(text.slice(span.start, span.end)).toBe(text);
        if (value === null || typeof value !== 'object') return;
        expect(all(text).map(({ start, end }) => JSON.parse(text.slice(start, end)))).toEqual(Object.values(value));
      }),
    );
  });
});

it('decodes a string', () => {
  const text = String.raw`"a\n\u00e9 \ud83d"`;
  expect(stringText(text, spanAt(text, 0))).toBe('a\né \ud83d');
});
