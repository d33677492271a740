import fc, { type Arbitrary } from 'fast-check';

/** Arbitrary Python values, as Python source. */
export type PythonSource = string;

/** A Python string literal: ASCII, and lone surrogates stay what they are. */
export function quote(text: string): PythonSource {
  const escaped = text.replace(/[^ !#-[\]-~]/gu, (char) => {
    const code = char.codePointAt(0) ?? 0;
    return code > 0xffff ? `\\U${code.toString(16).padStart(8, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`;
  });
  return `"${escaped}"`;
}

/**
 * Characters that are printable in all releases of Python from 3.11 on, or in none. `repr` escapes the others, and
 * newer releases know more characters.
 */
const character: Arbitrary<string> = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code)) },
  { weight: 2, arbitrary: fc.integer({ min: 0, max: 0x1f }).map((code) => String.fromCharCode(code)) },
  { weight: 2, arbitrary: fc.integer({ min: 0x7f, max: 0x24f }).map((code) => String.fromCharCode(code)) },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      '\u2028',
      '\u2029',
      '\u200b',
      '\u200e',
      '\u00ad',
      '\ufeff',
      '\ufffd',
      '\uffff',
      '\ue000',
      '\u3000',
      '\u0378',
      '\u{1f600}',
      '\u{1d11e}',
      '\u{10ffff}',
      '\u{e0001}',
      '\u{f0000}',
      '\u0301',
      'ß',
      'ı',
      '中',
      'ع',
      "'",
      '"',
      '\\',
      '/',
    ),
  },
  { weight: 1, arbitrary: fc.constantFrom('\ud800', '\udbff', '\udc00', '\udfff') },
);

/** Any text; two halves of a surrogate pair never meet, since JSON makes one character of them. */
export const anyText: Arbitrary<string> = fc
  .array(character, { maxLength: 12 })
  .map((characters) => characters.join(''))
  .filter((text) => !/[\ud800-\udbff]$/.test(text));

/** Text that every database stores as it is. */
export const storableText: Arbitrary<string> = anyText.map((text) => text.toWellFormed().replaceAll('\0', ''));

const text: Arbitrary<PythonSource> = fc.oneof(
  { weight: 6, arbitrary: anyText.map(quote) },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom('__proto__', 'constructor', '__type__', '__value__', 'exc_type', '1', '-1', '01', 'null', 'NaN', '')
      .map(quote),
  },
);

const integer: Arbitrary<PythonSource> = fc.oneof(
  fc.integer({ min: -1000, max: 1000 }).map(String),
  fc.bigInt({ min: -(10n ** 40n), max: 10n ** 40n }).map(String),
  fc.constantFrom(
    '0',
    '-1',
    '2**31',
    '2**53',
    '2**53 + 1',
    '2**63',
    '2**64 - 1',
    '-2**63',
    '10**300',
    '10**4299',
    '-10**4299',
  ),
);

const float: Arbitrary<PythonSource> = fc.oneof(
  fc.double().map((value) => (Object.is(value, -0) ? '-0.0' : `float("${value}")`)),
  fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 }).map((value) => `float("${value}")`),
  fc.constantFrom(
    'nan',
    'inf',
    '-inf',
    '-0.0',
    '1e16',
    '1e15',
    '1e-4',
    '1e-5',
    '1e22',
    '1e100',
    '5e-324',
    '0.1 + 0.2',
    '1.0',
  ),
);

const two = (max: number, min = 0): Arbitrary<number> => fc.integer({ min, max });
const microsecond = fc.oneof(fc.constant(0), fc.constantFrom(1, 999, 1000, 500_000, 999_999), two(999_999));
const second = fc.oneof(fc.constant(0), two(59));

const timedelta: Arbitrary<PythonSource> = fc
  .tuple(
    fc.oneof(fc.constantFrom(0, 1, -1), fc.integer({ min: -9999, max: 9999 })),
    fc.oneof(fc.constant(0), two(86_399)),
    microsecond,
  )
  .map(([days, seconds, micro]) => `datetime.timedelta(${days}, ${seconds}, ${micro})`);

const zone: Arbitrary<PythonSource> = fc.oneof(
  fc.constant('None'),
  fc.constant('datetime.timezone.utc'),
  fc
    .integer({ min: -86_399, max: 86_399 })
    .map((seconds) => `datetime.timezone(datetime.timedelta(seconds=${seconds}))`),
  fc
    .integer({ min: -23 * 60, max: 23 * 60 })
    .map((minutes) => `datetime.timezone(datetime.timedelta(minutes=${minutes}))`),
);

const date: Arbitrary<PythonSource> = fc
  .tuple(two(9999, 1), two(12, 1), two(28, 1))
  .map((parts) => `datetime.date(${parts.join(', ')})`);

const datetime: Arbitrary<PythonSource> = fc
  .tuple(two(9999, 1), two(12, 1), two(28, 1), two(23), two(59), second, microsecond, zone)
  .map((parts) => `datetime.datetime(${parts.join(', ')})`);

const time: Arbitrary<PythonSource> = fc
  .tuple(
    two(23),
    two(59),
    second,
    microsecond,
    fc.oneof({ weight: 5, arbitrary: fc.constant('None') }, { weight: 1, arbitrary: zone }),
  )
  .map((parts) => `datetime.time(${parts.join(', ')})`);

const decimal: Arbitrary<PythonSource> = fc
  .oneof(
    fc
      .tuple(fc.integer(), fc.nat(999_999), fc.integer({ min: -30, max: 30 }))
      .map(([whole, part, power]) => `${whole}.${part}e${power}`),
    fc.constantFrom(
      '0',
      '-0',
      '0.00',
      '1E+3',
      'NaN',
      'sNaN',
      '-NaN123',
      'Infinity',
      '-Infinity',
      '0E-10',
      '1.10',
      '0.0000001',
    ),
  )
  .map((digits) => `Decimal("${digits}")`);

const uuid: Arbitrary<PythonSource> = fc.uuid().map((digits) => `UUID("${digits}")`);

const bytes: Arbitrary<PythonSource> = fc
  .uint8Array({ maxLength: 8 })
  .map((content) => `bytes([${content.join(', ')}])`);

/** Scalars that JSON has. */
export const plain: Arbitrary<PythonSource> = fc.oneof(
  { weight: 4, arbitrary: text },
  { weight: 3, arbitrary: integer },
  { weight: 3, arbitrary: float },
  { weight: 2, arbitrary: fc.constantFrom('None', 'True', 'False') },
);

/** Scalars that kombu's JSON has typed values for. */
const typed: Arbitrary<PythonSource> = fc.oneof(datetime, date, time, decimal, uuid, bytes);

/** What only pickle takes. Sets of more than one item have no order that a reader could know. */
const pickled: Arbitrary<PythonSource> = fc.oneof(
  timedelta,
  fc.tuple(float, float).map(([real, imaginary]) => `complex(${real}, ${imaginary})`),
  bytes.map((content) => `bytearray(${content})`),
  plain.map((item) => `{${item}}`),
  plain.map((item) => `frozenset([${item}])`),
  fc.constantFrom(
    'set()',
    'frozenset()',
    'range(3)',
    'range(1, 10, 2)',
    'collections.deque([1, 2], 5)',
    'collections.Counter("abca")',
  ),
);

/** What YAML has besides JSON's scalars. */
const yamlTyped: Arbitrary<PythonSource> = fc.oneof(datetime, date, bytes);

const key = (scalars: Arbitrary<PythonSource>): Arbitrary<PythonSource> =>
  fc.oneof({ weight: 8, arbitrary: text }, { weight: 1, arbitrary: scalars });

interface Kinds {
  /** Scalars and their weight against the plain ones. */
  readonly more: Arbitrary<PythonSource>;
  readonly weight: number;
  /** What keys may be, besides text. */
  readonly keys: Arbitrary<PythonSource>;
  /** Whether tuples can be stored. */
  readonly tuples: boolean;
}

/** Values of every depth and type that one serializer stores. */
function values({ more, weight, keys, tuples }: Kinds): Arbitrary<PythonSource> {
  const scalar = fc.oneof({ weight: 10, arbitrary: plain }, { weight, arbitrary: more });
  const { value } = fc.letrec<{ value: PythonSource }>((tie) => ({
    value: fc.oneof(
      { depthSize: 'medium', withCrossShrink: true },
      { weight: 4, arbitrary: scalar },
      { weight: 2, arbitrary: fc.array(tie('value'), { maxLength: 4 }).map((items) => `[${items.join(', ')}]`) },
      {
        weight: tuples ? 1 : 0,
        arbitrary: fc
          .array(tie('value'), { maxLength: 4 })
          .map((items) => `(${items.map((item) => `${item}, `).join('')})`),
      },
      {
        weight: 3,
        arbitrary: fc
          .array(fc.tuple(key(keys), tie('value')), { maxLength: 4 })
          .map((entries) => `{${entries.map(([name, item]) => `${name}: ${item}`).join(', ')}}`),
      },
    ),
  }));
  return value;
}

/** Python's json turns these keys into text; it refuses others. */
const jsonKeys = fc.oneof(integer, fc.constantFrom('None', 'True', 'False', '1.5', 'nan', '-0.0'));

export const VALUES: Readonly<Record<'json' | 'pickle' | 'yaml' | 'msgpack', Arbitrary<PythonSource>>> = {
  json: values({ more: typed, weight: 3, keys: jsonKeys, tuples: true }),
  pickle: values({ more: fc.oneof(typed, pickled), weight: 5, keys: fc.oneof(jsonKeys, date, bytes), tuples: true }),
  yaml: values({ more: yamlTyped, weight: 2, keys: fc.oneof(jsonKeys, date), tuples: false }),
  msgpack: values({ more: bytes, weight: 1, keys: fc.constant('"k"'), tuples: true }),
};
