import { describe, expect, it } from 'vitest';
import { chunkText } from './chunk-text.ts';

describe('chunkText', () => {
  it.each([
    { parts: ['ab', 'c', 'def', 'g'], chunks: ['abc', 'def', 'g'] },
    { parts: ['abcdefgh'], chunks: ['abc', 'def', 'gh'] },
    { parts: ['a', 'bcdefg', 'h', ''], chunks: ['a', 'bcd', 'efg', 'h'] },
    { parts: ['', ''], chunks: [] },
    { parts: [], chunks: [] },
  ])('joins $parts into chunks of three', ({ parts, chunks }) => {
    expect([...chunkText(parts, 3)]).toEqual(chunks);
  });
});
