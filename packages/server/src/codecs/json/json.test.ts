import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DecodeFault, NotSerializable } from '../fault.ts';
import { typedValue } from './markers.ts';
import { isWireForm } from './pass-through.ts';
import { readJson } from './read.ts';
import { writeJson } from './write.ts';

const again = (text: string): string => writeJson(readJson(text, typedValue));

describe('reading and writing JSON', () => {
  it.each([
    ['1.0', '1.0'],
    ['-0.0', '-0.0'],
    ['-0', '0'],
    ['1E5', '100000.0'],
    ['1e22', '1e+22'],
    ['1e16', '1e+16'],
    ['123456789012345.6', '123456789012345.6'],
    ['0.0001', '0.0001'],
    ['0.00001', '1e-05'],
    ['1.5e-7', '1.5e-07'],
    ['1e400', 'Infinity'],
    ['18446744073709551616', '18446744073709551616'],
    ['[NaN,-Infinity]', '[NaN, -Infinity]'],
    ['{"b":1,"a":2,"1":3}', '{"b": 1, "a": 2, "1": 3}'],
    ['{"a":1,"b":2,"a":3}', '{"a": 3, "b": 2}'],
    ['{"__proto__":1,"constructor":{}}', '{"__proto__": 1, "constructor": {}}'],
    ['"caf\u00e9 \u{1f600}\u007f/"', '"caf\\u00e9 \\ud83d\\ude00\\u007f/"'],
    ['"\\ud800"', '"\\ud800"'],
    ['"\\u0041\\/\\n"', '"A/\\n"'],
    [' [ ] ', '[]'],
    ['{"__type__": "datetime", "__value__": "2024-01-02T03:04:05.000006+00:00"}', '"2024-01-02T03:04:05.000Z"'],
    ['{"__type__": "datetime", "__value__": "2024-01-02T03:04:05.123456+05:30"}', '"2024-01-02T03:04:05.123+05:30"'],
    [
      '{"__type__": "datetime", "__value__": "2024-01-02T03:04:05+01:02:03.5"}',
      '"2024-01-02T03:04:05+01:02:03.500000"',
    ],
    ['{"__type__": "time", "__value__": "03:04:05.123456"}', '"03:04:05.123"'],
    ['{"__type__": "date", "__value__": "2024-01-02"}', '"2024-01-02"'],
    ['{"__type__": "time", "__value__": "03:04"}', '"03:04:00"'],
    ['{"__type__": "time", "__value__": "20240102"}', '"20:24:01.020"'],
    ['{"__type__": "decimal", "__value__": "1.10"}', '"1.10"'],
    ['{"__type__": "decimal", "__value__": "1E+5"}', '"1E+5"'],
    ['{"__type__": "decimal", "__value__": 0.1}', '"0.1000000000000000055511151231257827021181583404541015625"'],
    [
      '{"__type__": "uuid", "__value__": {"hex": "12345678123456781234567812345678"}}',
      '"12345678-1234-5678-1234-567812345678"',
    ],
    ['{"__type__": "x", "__value__": 1, "more": 2}', '{"__type__": "x", "__value__": 1, "more": 2}'],
  ])('takes %s for %s', (text, written) => {
    expect(again(text)).toBe(written);
  });

  it.each([
    ...[
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
    ],
    `1${'0'.repeat(4_300)}`,
    '{"__type__": "nothing", "__value__": 1}',
    '{"__type__": ["a"], "__value__": 1}',
    '{"__type__": "datetime", "__value__": "2024-02-30T00:00:00"}',
    '{"__type__": "decimal", "__value__": "x"}',
    '{"__type__": "base64", "__value__": "abc"}',
  ])('refuses %s as Python does', (text) => {
    expect(() => again(text)).toThrow(DecodeFault);
  });

  it('reads 2,000 levels and refuses 100,000 without falling over', () => {
    const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);
    expect(again(nested(2_000))).toBe(nested(2_000));
    expect(() => again(nested(100_000))).toThrow(/nested too deeply/);
    expect(isWireForm(nested(2_000))).toBe(true);
    expect(isWireForm(nested(100_000))).toBe(false);
  });

  it('has no JSON for bytes and for times with an offset', () => {
    expect(() => again('{"__type__": "bytes", "__value__": "x"}')).toThrow(NotSerializable);
    expect(() => again('[{"__type__": "time", "__value__": "03:04+01:00"}]')).toThrow(NotSerializable);
  });
});

describe('isWireForm', () => {
  it('takes nothing that would be written differently', () => {
    const spaced = fc.json({ noUnicodeString: false } as never).map((text) => text.replace(/([,:])/g, '$1 '));
    const odd = fc.constantFrom(
      '1.50',
      '-0',
      '1E5',
      '"\\u0041"',
      '"\\u00E9"',
      '"\u00e9"',
      '{"a": 1, "a": 2}',
      '[1,2]',
      '1e16',
      '"\\/"',
      '"\\u000a"',
    );
    fc.assert(
      fc.property(fc.oneof(fc.json(), spaced, odd, fc.string()), (text) => {
        if (isWireForm(text)) expect(again(text)).toBe(text);
      }),
      { numRuns: 2_000 },
    );
  });

  it('takes everything that was written', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(isWireForm(again(text))).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });

  it('leaves typed values to the reader', () => {
    expect(isWireForm('{"__type__": "decimal", "__value__": "1"}')).toBe(false);
  });
});
