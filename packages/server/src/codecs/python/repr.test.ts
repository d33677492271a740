import { describe, expect, it } from 'vitest';
import { typedValue } from '../json/markers.ts';
import { readJson } from '../json/read.ts';
import type { PyValue } from '../value.ts';
import { repr, str } from './repr.ts';

const typed = (type: string, value: string): PyValue =>
  readJson(`{"__type__": "${type}", "__value__": ${value}}`, typedValue);

describe('repr', () => {
  it.each<[PyValue, string]>([
    [null, 'None'],
    [true, 'True'],
    [5n, '5'],
    [1, '1.0'],
    [Number.NaN, 'nan'],
    ["it's", '"it\'s"'],
    ['a"b\'c', "'a\"b\\'c'"],
    ['caf\u00e9 \u00a0\u200b\n\u{1f600}\u{e0001}', "'caf\u00e9 \\xa0\\u200b\\n\u{1f600}\\U000e0001'"],
    ['\ud800', "'\\ud800'"],
    [[1n, ['a']], "[1, ['a']]"],
    [new Map<PyValue, PyValue>([['k', null]]), "{'k': None}"],
    [{ py: 'tuple', items: [1n] }, '(1,)'],
    [{ py: 'tuple', items: [] }, '()'],
    [{ py: 'set', items: [] }, 'set()'],
    [{ py: 'frozenset', items: [1n] }, 'frozenset({1})'],
    [{ py: 'bytes', bytes: new Uint8Array([0, 39, 92, 255, 10]) }, 'b"\\x00\'\\\\\\xff\\n"'],
    [typed('decimal', '"1.10"'), "Decimal('1.10')"],
    [typed('date', '"2024-01-02"'), 'datetime.date(2024, 1, 2)'],
    [
      typed('datetime', '"2024-01-02T03:04:00+05:30"'),
      'datetime.datetime(2024, 1, 2, 3, 4, tzinfo=datetime.timezone(datetime.timedelta(seconds=19800)))',
    ],
    [
      typed('datetime', '"2024-01-02T03:04:00-03:30"'),
      'datetime.datetime(2024, 1, 2, 3, 4, tzinfo=datetime.timezone(datetime.timedelta(days=-1, seconds=73800)))',
    ],
    [typed('time', '"03:04:00.5"'), 'datetime.time(3, 4, 0, 500000)'],
  ])('writes %o as %s', (value, expected) => {
    expect(repr(value)).toBe(expected);
  });
});

describe('str', () => {
  it.each<[PyValue, string]>([
    ['a', 'a'],
    [['a'], "['a']"],
    [typed('decimal', '"1.10"'), '1.10'],
    [typed('datetime', '"2024-01-02T03:04:05Z"'), '2024-01-02 03:04:05+00:00'],
  ])('writes %o as %s', (value, expected) => {
    expect(str(value)).toBe(expected);
  });
});
