import fc, { type Arbitrary } from 'fast-check';
import { anyText } from './python.ts';

/** Stored JSON text as no writer, or only an odd one, writes it. */

const space = fc.constantFrom('', '', '', ' ', '\n', '\t', '\r', '  ');

const number = fc.oneof(
  fc.double().map(String),
  fc.bigInt().map(String),
  fc.constantFrom(
    '0',
    '-0',
    '-0.0',
    '1E5',
    '1e5',
    '1e+5',
    '1e400',
    '-1e400',
    '1e-400',
    '1.0',
    '1.50',
    '100000000000000000000.0',
    '01',
    '.5',
    '1.',
    '+1',
    '0x1',
    '1_000',
    'NaN',
    'Infinity',
    '-Infinity',
    '-NaN',
    'nan',
    'Inf',
    '1e',
    '--1',
    '- 1',
  ),
);

const escapes = fc.constantFrom(
  '\\u0041',
  '\\u00e9',
  '\\u00E9',
  '\\/',
  '\\b',
  '\\u0008',
  '\\u000a',
  '\\ud83d\\ude00',
  '\\ud800',
  '\\udc00\\ud800',
  '\\u007f',
  '\\x41',
  '\\u12',
  '\\U0041',
  "\\'",
  '\\v',
  '\\u0000',
  '\\"',
  '\\\\',
  'é',
  '\u{1f600}',
  '\u007f',
  '\u2028',
  '\t',
  '\u0001',
);

/** The text between quotes is what JSON.stringify makes, or odd escapes. */
const string = fc.oneof(
  anyText.map((text) => JSON.stringify(text).toWellFormed()),
  fc
    .array(fc.oneof(escapes, fc.constantFrom('a', 'B', ' ', '1')), { maxLength: 4 })
    .map((parts) => `"${parts.join('')}"`),
);

const keys = fc.oneof(
  string,
  fc.constantFrom(
    '"a"',
    '"a"',
    '"b"',
    '"1"',
    '"01"',
    '"__proto__"',
    '"constructor"',
    '"__type__"',
    '"__value__"',
    '"\\u0061"',
  ),
);

const marker = fc
  .tuple(
    fc.constantFrom('datetime', 'date', 'time', 'decimal', 'uuid', 'bytes', 'base64', 'set', 'Datetime', ''),
    fc.oneof(
      fc.constantFrom(
        '"2024-01-02"',
        '"2024-01-02T03:04:05"',
        '"2024-01-02T03:04:05.678+05:30"',
        '"2024-01-02 03:04Z"',
        '"20240102"',
        '"2024-W01-2"',
        '"03:04"',
        '"03:04:05.5"',
        '"T03"',
        '"1.10"',
        '"1e5"',
        '" 1_0 "',
        '"NaN"',
        '"x"',
        '5',
        '1.5',
        'null',
        'true',
        '{"hex": "00000000000000000000000000000007"}',
        '{"hex": "{urn:uuid:12345678-1234-5678-1234-567812345678}"}',
        '{"int": 5}',
        '{}',
        '"aGk="',
        '"aGk"',
        '"a"',
        '"!!aGk="',
        '"é"',
        '[]',
        '{"hex": 5}',
      ),
      string,
      number,
    ),
  )
  .map(([type, value]) => `{"__type__": "${type}", "__value__": ${value}}`);

type Pair = readonly [before: string, key: string, after: string, gap: string, value: string, end: string];

function pairText([before, key, after, gap, value, end]: Pair): string {
  return `${before}${key}${after}:${gap}${value}${end}`;
}

const { json } = fc.letrec<{ json: string }>((tie) => ({
  json: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    { weight: 3, arbitrary: fc.oneof(number, string, fc.constantFrom('null', 'true', 'false')) },
    { weight: 1, arbitrary: marker },
    {
      weight: 2,
      arbitrary: fc
        .tuple(fc.array(fc.tuple(space, tie('json'), space), { maxLength: 4 }), space)
        .map(([items, gap]) => `[${items.length === 0 ? gap : items.map((item) => item.join('')).join(',')}]`),
    },
    {
      weight: 2,
      arbitrary: fc
        .tuple(fc.array(fc.tuple(space, keys, space, space, tie('json'), space), { maxLength: 4 }), space)
        .map(([entries, gap]) => (entries.length === 0 ? `{${gap}}` : `{${entries.map(pairText).join(',')}}`)),
    },
  ),
}));

/** Times that Python 3.14 reads otherwise than earlier ones: hour 24, and a decimal mark after hours or minutes. */
const READ_BY_RELEASE = /"__type__"[^}]*"(?:[^"}]*[T ])?(?:24|\d\d(?::?\d\d)?[.,])/;

/** Text that is almost JSON: a character taken out, doubled or put in, or something around it. */
export const oddJson: Arbitrary<string> = fc
  .oneof(
    { weight: 6, arbitrary: fc.tuple(space, json, space).map((parts) => parts.join('')) },
    {
      weight: 2,
      arbitrary: fc
        .tuple(json, fc.nat(), fc.constantFrom('', ',', '"', '[', '}', ' ', '\\', 'x', '0'))
        .map(([text, at, put]) => {
          const place = text.length === 0 ? 0 : at % text.length;
          return text.slice(0, place) + put + text.slice(place + 1);
        }),
    },
    {
      weight: 1,
      arbitrary: fc
        .tuple(
          fc.constantFrom('\ufeff', '//x\n', '', '\u00a0', '\f'),
          json,
          fc.constantFrom(' x', ',', '\u0000', '/**/', ''),
        )
        .map((parts) => parts.join('').replaceAll('\0', '')),
    },
    { weight: 1, arbitrary: fc.integer({ min: 1, max: 400 }).map((depth) => '['.repeat(depth) + ']'.repeat(depth)) },
  )
  .filter((text) => !READ_BY_RELEASE.test(text));
