import { describe, expect, it } from 'vitest';
import type { PyValue } from '../value.ts';
import { percent } from './percent.ts';

const dict = (entries: Readonly<Record<string, PyValue>>): PyValue => new Map(Object.entries(entries));

describe("Python's %", () => {
  it.each<[string, PyValue, PyValue, PyValue]>([
    ['a text with names', '%(a)d of %(b)s, %(b)r %%', dict({ a: 2.9, b: 'x' }), "2 of x, 'x' %"],
    ['a text with one place', '<%s>', [1n], '<[1]>'],
    ['a text without a place, and an object', 'abc', dict({ a: 1n }), 'abc'],
    ['integers, with the sign of the divisor', -7n, 3n, 2n],
    ['floats, with the sign of the divisor', 5.5, -2.5, -2],
    ['a boolean', true, 2n, 1n],
    ['an infinite divisor', -5.5, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY],
  ])('takes %s', (_title, left, right, result) => {
    expect(percent(left, right)).toBe(result);
  });

  it.each<[string, PyValue, PyValue]>([
    ['a text without a place, and a number', 'abc', 1n],
    ['a name that is not there', '%(a)s', dict({ b: 1n })],
    ['a name, and no object', '%(a)s', [1n]],
    ['a text where a number should be', '%d', 'x'],
    ['a lonely mark', '100%', dict({ a: 1n })],
    ['two places and one value', '%s %s', 1n],
    ['a number and a list', 0n, [false]],
    ['null', null, 1n],
  ])('raises for %s', (_title, left, right) => {
    expect(percent(left, right)).toBeUndefined();
  });
});
