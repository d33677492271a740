import { describe, expect, it } from 'vitest';
import { DecodeError, NotSerializableError } from '../errors.ts';
import { MAX_DEPTH, readJson } from './read.ts';
import { typedValue } from './typed-value.ts';
import { writeJson } from './write.ts';

const readAndWrite = (text: string): string => writeJson(readJson(text, typedValue));

describe('reading and writing JSON', () => {
  it.each([
    { text: '1.0', written: '1.0' },
    { text: '-0.0', written: '-0.0' },
    { text: '-0', written: '0' },
    { text: '1E5', written: '100000.0' },
    { text: '1e22', written: '1e+22' },
    { text: '1e16', written: '1e+16' },
    { text: '123456789012345.6', written: '123456789012345.6' },
    { text: '0.0001', written: '0.0001' },
    { text: '0.00001', written: '1e-05' },
    { text: '1.5e-7', written: '1.5e-07' },
    { text: '1e400', written: 'Infinity' },
    { text: '18446744073709551616', written: '18446744073709551616' },
    { text: '[NaN,-Infinity]', written: '[NaN, -Infinity]' },
    { text: '{"b":1,"a":2,"1":3}', written: '{"b": 1, "a": 2, "1": 3}' },
    { text: '{"a":1,"b":2,"a":3}', written: '{"a": 3, "b": 2}' },
    { text: '{"__proto__":1,"constructor":{}}', written: '{"__proto__": 1, "constructor": {}}' },
    { text: '"caf\u00e9 \u{1f600}\u007f/"', written: '"caf\\u00e9 \\ud83d\\ude00\\u007f/"' },
    { text: '"\\ud800"', written: '"\\ud800"' },
    { text: '"\\u0041\\/\\n"', written: '"A/\\n"' },
    { text: ' [ ] ', written: '[]' },
  ])('writes $text as $written', ({ text, written }) => {
    expect(readAndWrite(text)).toBe(written);
  });

  it.each([
    { type: 'datetime', value: '"2024-01-02T03:04:05.000006+00:00"', written: '"2024-01-02T03:04:05.000Z"' },
    { type: 'datetime', value: '"2024-01-02T03:04:05.123456+05:30"', written: '"2024-01-02T03:04:05.123+05:30"' },
    { type: 'datetime', value: '"2024-01-02T03:04:05+01:02:03.5"', written: '"2024-01-02T03:04:05+01:02:03.500000"' },
    { type: 'time', value: '"03:04:05.123456"', written: '"03:04:05.123"' },
    { type: 'date', value: '"2024-01-02"', written: '"2024-01-02"' },
    { type: 'time', value: '"03:04"', written: '"03:04:00"' },
    { type: 'time', value: '"20240102"', written: '"20:24:01.020"' },
    { type: 'decimal', value: '"1.10"', written: '"1.10"' },
    { type: 'decimal', value: '"1E+5"', written: '"1E+5"' },
    { type: 'decimal', value: '0.1', written: '"0.1000000000000000055511151231257827021181583404541015625"' },
    {
      type: 'uuid',
      value: '{"hex": "12345678123456781234567812345678"}',
      written: '"12345678-1234-5678-1234-567812345678"',
    },
    { type: 'uuid', value: '{"int": 1}', written: '"00000000-0000-0000-0000-000000000001"' },
  ])('writes the typed value $type $value as $written', ({ type, value, written }) => {
    expect(readAndWrite(`{"__type__": "${type}", "__value__": ${value}}`)).toBe(written);
  });

  it('does not change an object with a third key', () => {
    const text = '{"__type__": "x", "__value__": 1, "more": 2}';
    expect(readAndWrite(text)).toBe(text);
  });

  it.each([
    '',
    '[',
    '{',
    '"',
    '"a',
    '01',
    '+1',
    '.5',
    '1.',
    '-',
    'nul',
    '[1,]',
    '{"a":1,}',
    '{a: 1}',
    "'a'",
    '1 2',
    '\ufeff1',
    '"\n"',
    '"\\x"',
    '"\\u12g4"',
    `1${'0'.repeat(4_300)}`,
    '{"__type__": "nothing", "__value__": 1}',
    '{"__type__": ["a"], "__value__": 1}',
    '{"__type__": "datetime", "__value__": "2024-02-30T00:00:00"}',
    '{"__type__": "decimal", "__value__": "x"}',
    '{"__type__": "uuid", "__value__": {"int": -1}}',
    '{"__type__": "base64", "__value__": "abc"}',
  ])('refuses %s as Python does', (text) => {
    expect(() => readAndWrite(text)).toThrow(DecodeError);
  });

  it('reads the deepest nesting that is allowed, and refuses 100,000 levels without a stack overflow', () => {
    const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);
    expect(readAndWrite(nested(MAX_DEPTH))).toBe(nested(MAX_DEPTH));
    expect(() => readAndWrite(nested(100_000))).toThrow(/nested too deeply/);
  });

  it('refuses to write bytes and times with an offset', () => {
    expect(() => readAndWrite('{"__type__": "bytes", "__value__": "x"}')).toThrow(NotSerializableError);
    expect(() => readAndWrite('[{"__type__": "time", "__value__": "03:04+01:00"}]')).toThrow(NotSerializableError);
  });
});
