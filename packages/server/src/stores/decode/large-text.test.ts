import { describe, expect, it } from 'vitest';
import { LargeText } from './large-text.ts';

const CHUNKS = ['abc', '', 'd', 'efgh', 'ij'];

describe('a large text', () => {
  it('has the slices of its joined chunks, for every start and end', () => {
    const whole = CHUNKS.join('');
    const text = new LargeText(CHUNKS);
    expect([text.length, String(text)]).toEqual([whole.length, whole]);
    for (let from = 0; from <= whole.length + 1; from += 1)
      for (let to = from; to <= whole.length + 1; to += 1) expect(text.slice(from, to)).toBe(whole.slice(from, to));
  });

  it('can be read again from its start', () => {
    const text = new LargeText(CHUNKS);
    expect([text.slice(6, 8), text.slice(0, 2), text.slice(9, 20)]).toEqual(['gh', 'ab', 'j']);
  });

  it('can be empty', () => {
    expect(new LargeText([]).slice(0, 5)).toBe('');
  });
});
