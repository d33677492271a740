import { describe, expect, it } from 'vitest';
import { readJson } from '../json/read.ts';
import { typedValue } from '../json/typed-value.ts';
import type { PyValue } from '../value.ts';
import { repr, str } from './repr.ts';

const typed = (type: string, value: string): PyValue =>
  readJson(`{"__type__": "${type}", "__value__": ${value}}`, typedValue);

interface Example {
  readonly value: PyValue;
  readonly text: string;
}

describe('repr', () => {
  it.each<Example>([
    { value: null, text: 'None' },
    { value: true, text: 'True' },
    { value: 5n, text: '5' },
    { value: 1, text: '1.0' },
    { value: Number.NaN, text: 'nan' },
    { value: "it's", text: '"it\'s"' },
    { value: 'a"b\'c', text: "'a\"b\\'c'" },
    { value: 'caf\u00e9 \u00a0\u200b\n\u{1f600}\u{e0001}', text: "'caf\u00e9 \\xa0\\u200b\\n\u{1f600}\\U000e0001'" },
    { value: '\ud800', text: "'\\ud800'" },
    { value: [1n, ['a']], text: "[1, ['a']]" },
    { value: new Map<PyValue, PyValue>([['k', null]]), text: "{'k': None}" },
    { value: { py: 'tuple', items: [1n] }, text: '(1,)' },
    { value: { py: 'tuple', items: [] }, text: '()' },
    { value: { py: 'set', items: [] }, text: 'set()' },
    { value: { py: 'frozenset', items: [1n] }, text: 'frozenset({1})' },
    { value: { py: 'bytes', bytes: new Uint8Array([0, 39, 92, 255, 10]) }, text: 'b"\\x00\'\\\\\\xff\\n"' },
    { value: { py: 'bytearray', bytes: new Uint8Array([39, 10]) }, text: 'bytearray(b"\\\'\\n")' },
    { value: typed('decimal', '"1.10"'), text: "Decimal('1.10')" },
    { value: typed('date', '"2024-01-02"'), text: 'datetime.date(2024, 1, 2)' },
    {
      value: typed('datetime', '"2024-01-02T03:04:00+05:30"'),
      text: 'datetime.datetime(2024, 1, 2, 3, 4, tzinfo=datetime.timezone(datetime.timedelta(seconds=19800)))',
    },
    {
      value: typed('datetime', '"2024-01-02T03:04:00-03:30"'),
      text: 'datetime.datetime(2024, 1, 2, 3, 4, tzinfo=datetime.timezone(datetime.timedelta(days=-1, seconds=73800)))',
    },
    { value: typed('time', '"03:04:00.5"'), text: 'datetime.time(3, 4, 0, 500000)' },
  ])('writes $text', ({ value, text }) => {
    expect(repr(value)).toBe(text);
  });
});

describe('str', () => {
  it.each<Example>([
    { value: 'a', text: 'a' },
    { value: ['a'], text: "['a']" },
    { value: typed('decimal', '"1.10"'), text: '1.10' },
    { value: typed('datetime', '"2024-01-02T03:04:05Z"'), text: '2024-01-02 03:04:05+00:00' },
  ])('writes $text', ({ value, text }) => {
    expect(str(value)).toBe(text);
  });
});
