import { describe, expect, it } from 'vitest';
import type { PyValue } from '../value.ts';
import { iterate, pairsOf } from './iterate.ts';

const dict = new Map<PyValue, PyValue>([
  ['a', 1n],
  ['b', 2n],
]);
const bytes = new Uint8Array([97, 98]);

describe('iterate', () => {
  it.each<{ title: string; value: PyValue; items: PyValue }>([
    { title: 'the characters of a str', value: 'a\u{1f600}', items: ['a', '\u{1f600}'] },
    { title: 'the items of a list', value: [1n], items: [1n] },
    { title: 'the keys of a dict', value: dict, items: ['a', 'b'] },
    { title: 'the keys of a Counter', value: { py: 'mapping', name: 'Counter', entries: dict }, items: ['a', 'b'] },
    { title: 'the items of a tuple', value: { py: 'tuple', items: [1n] }, items: [1n] },
    { title: 'the items of a deque', value: { py: 'deque', items: [1n], limit: null }, items: [1n] },
    { title: 'the bytes of a bytearray', value: { py: 'bytearray', bytes }, items: [97n, 98n] },
  ])('gives $title', ({ value, items }) => {
    expect(iterate(value)).toEqual(items);
  });

  it.each<{ title: string; value: PyValue }>([
    { title: 'None', value: null },
    { title: 'an int', value: 1n },
    { title: 'a date', value: { py: 'date', year: 2026, month: 1, day: 2 } },
  ])('returns undefined for $title', ({ value }) => {
    expect(iterate(value)).toBeUndefined();
  });
});

describe('pairsOf', () => {
  it('reads every kind of pair', () => {
    const pairs = [['k', 1n], 'ab', dict, { py: 'tuple', items: ['t', null] } as const];
    expect(pairsOf(pairs)).toEqual([
      ['k', 1n],
      ['a', 'b'],
      ['a', 'b'],
      ['t', null],
    ]);
  });

  it.each<{ title: string; value: PyValue }>([
    { title: 'a text', value: 'ab' },
    { title: 'three items', value: [[1n, 2n, 3n]] },
    { title: 'an int among the pairs', value: [1n] },
    { title: 'a key that cannot be hashed', value: [[[], 1n]] },
  ])('refuses $title', ({ value }) => {
    expect(pairsOf(value)).toBeUndefined();
  });
});
