import { describe, expect, it } from 'vitest';
import { piecesOf } from './pieces.ts';

describe('piecesOf', () => {
  it.each([
    [
      ['ab', 'c', 'def', 'g'],
      ['abc', 'def', 'g'],
    ],
    [['abcdefgh'], ['abc', 'def', 'gh']],
    [
      ['a', 'bcdefg', 'h', ''],
      ['a', 'bcd', 'efg', 'h'],
    ],
    [['', ''], []],
    [[], []],
  ])('brings %j together in pieces of three', (parts, pieces) => {
    expect([...piecesOf(parts, 3)]).toEqual(pieces);
  });
});
