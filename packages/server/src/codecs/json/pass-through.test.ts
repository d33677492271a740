import { describe, expect, it } from 'vitest';
import { isWireForm, wireFormScan } from './pass-through.ts';

/** Characters that are looked at together. */
const CHUNK = 64 * 1024;

/** Texts in Django's form, and the same with something that Python would write in another way. */
const PAIRS: readonly (readonly [written: string, otherwise: string])[] = [
  ['{"key": 1}', '{"key": 01}'],
  ['{"a": {"b": []}}', '{"a": {"b": [],}}'],
  ['"\\u00e9\\n"', '"\\u00E9\\n"'],
  ['"\\ud83d\\ude00"', '"\\ud83d\\uDE00"'],
  ['[-12.5, 1e+22, 0.0001]', '[-12.5, 1e22, 0.0001]'],
  ['[NaN, -Infinity, Infinity]', '[NaN, -Infinite, Infinity]'],
  ['[null, true, false]', '[null, true, falsy]'],
  ['{"a": 1, "b": 2}', '{"a": 1, "a": 2}'],
];

describe('a text of more than one chunk', () => {
  it.each(PAIRS)('is told wherever its chunks part: %s', (written, otherwise) => {
    for (let before = CHUNK - written.length - 8; before <= CHUNK + 1; before += 1) {
      const padded = (text: string): string => `["${'x'.repeat(before - 4)}", ${text}, ${text}]`;
      expect([before, isWireForm(padded(written))]).toEqual([before, true]);
      expect([before, isWireForm(padded(otherwise))]).toEqual([before, false]);
    }
  });

  it('is told in parts as it is at once', () => {
    const text = `[${PAIRS.map(([written]) => written).join(', ')}, "${'long '.repeat(100_000)}"]`;
    const scan = wireFormScan(text);
    let turns = 0;
    let answer: boolean | undefined;
    while (answer === undefined) {
      answer = scan.advance(100_000);
      turns += 1;
    }
    expect(answer).toBe(true);
    expect(turns).toBeGreaterThan(2);
    expect(isWireForm(text.slice(0, -1))).toBe(false);
    expect(isWireForm(`${text} `)).toBe(false);
  });

  it('may be one string, but not one key or one number', () => {
    expect(isWireForm(`"${'x'.repeat(3 * CHUNK)}"`)).toBe(true);
    // which is no fault: it is read and written again
    expect(isWireForm(`{"${'x'.repeat(3 * CHUNK)}": 1}`)).toBe(false);
    expect(isWireForm('1'.repeat(3 * CHUNK))).toBe(false);
  });

  it('is not in that form when a character is not ASCII, in whichever chunk', () => {
    for (const before of [0, CHUNK, 2 * CHUNK - 3]) expect(isWireForm(`"${'x'.repeat(before)}é"`)).toBe(false);
  });
});

describe('an object of many keys', () => {
  const object = (keys: readonly string[]): string => `{${keys.map((key) => `"${key}": {"k": 0}`).join(', ')}}`;
  const keys = Array.from({ length: 500 }, (_, index) => `key-${index}`);

  it('is in that form when each comes once', () => {
    for (const count of [1, 15, 16, 17, 18, 500]) expect(isWireForm(object(keys.slice(0, count)))).toBe(true);
    expect(isWireForm(`[${object(keys)}, ${object(keys)}]`)).toBe(true);
  });

  it('is not when one comes twice, however late', () => {
    for (const count of [1, 15, 16, 17, 18, 500])
      for (const again of [0, Math.floor(count / 2), count - 1])
        expect(isWireForm(object([...keys.slice(0, count), keys[again] ?? '']))).toBe(false);
  });

  it('is not when one of them may make a typed value', () => {
    for (const count of [0, 16, 30]) expect(isWireForm(object([...keys.slice(0, count), '__type__']))).toBe(false);
  });
});
