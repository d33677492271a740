import { describe, expect, it } from 'vitest';
import { TextParts } from './text-parts.ts';

const LONG = 'x'.repeat(100_000);

describe('a text of many parts', () => {
  it('is all of them in their order', () => {
    const texts = ['a', '', 'bc', LONG, 'd', LONG, LONG, 'e'];
    const parts = new TextParts();
    for (const text of texts) parts.add(text);
    expect(parts.end()).toEqual(['abc', LONG, 'd', LONG, LONG, 'e']);
  });

  it('is few strings, however many short ones it is made of', () => {
    const parts = new TextParts();
    for (let number = 0; number < 100_000; number += 1) parts.add('0123456789');
    const joined = parts.end();
    expect(joined.length).toBeLessThan(20);
    expect(joined.join('')).toBe('0123456789'.repeat(100_000));
  });

  it('may be empty', () => {
    expect(new TextParts().end()).toEqual([]);
  });
});
