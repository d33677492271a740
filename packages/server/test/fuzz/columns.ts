import fc, { type Arbitrary } from 'fast-check';
import type { FuzzSerializer, Unnamed } from './cases.ts';
import { jsonValue } from './exceptions.ts';

/**
 * Columns that somebody changed by hand, or with another driver. A database keeps a value of another type, or makes
 * text of it. One that refuses the row has no row for it, for Django either.
 */

/** What insert_row of conformance/capture/oracle.py inserts. An object is bytes. */
type Column = string | number | boolean | null | { readonly base64: string };
type Row = Readonly<Record<string, Column>>;

const ID = '{1}';

const blob = (content: Uint8Array | string): Column => ({ base64: Buffer.from(content).toString('base64') });

const NUMBERS: readonly Column[] = [
  0,
  1,
  -1,
  5,
  7.5,
  1e300,
  1e-7,
  0.1,
  1e15,
  1e16,
  123456789012,
  9007199254740993n.toString(),
  true,
  false,
];

/** Text that a driver or a person could take for a number, a date or nothing. */
const TEXTS: readonly Column[] = [
  '',
  ' ',
  '\n',
  '0',
  '007',
  '+5',
  ' 5 ',
  '5\n',
  '\t5',
  '1e5',
  '.5',
  '5.',
  '0x10',
  '1_000',
  '1,5',
  'NaN',
  'nan',
  'Infinity',
  '-inf',
  'null',
  'NULL',
  'None',
  'none',
  'nil',
  'true',
  'True',
  'TRUE',
  'false',
  't',
  'f',
  "''",
  '""',
  "'a'",
  '{}',
  '[]',
  '()',
  '{',
  '[',
  '"',
  "{'a': 1}",
  '{"a": 1,}',
  '[1, 2',
  '\\N',
  'undefined',
  '-',
  '--',
  '...',
  '---',
  '~',
  '2026-01-02',
  '2026-01-02 03:04:05',
  '2026-01-02T03:04:05Z',
  '2026-01-02 03:04:05.678901+00:00',
  '03:04:05',
  '=1+1',
  '﻿5',
  '5\u0000'.replace('\0', ''),
  '٣',
  '５',
  '²',
  'é',
  '\u{1f600}',
  '\u00a0',
  '\u2028',
  'x'.repeat(300),
];

const BYTES: readonly Column[] = [
  '',
  '5',
  '7',
  'null',
  'true',
  '"x"',
  '[]',
  '{"a": 1}',
  '{"a": 1',
  'é',
  '"é"',
  'NaN',
  ' 5',
  '\ufeff5',
  'a: 1',
  '- 1',
]
  .map(blob)
  .concat([
    blob(Uint8Array.of(0xff)),
    blob(Uint8Array.of(0x80, 0x04, 0x4b, 0x05, 0x2e)),
    blob(Uint8Array.of(0xed, 0xa0, 0x80)),
    blob(Buffer.from('{"a": 1}', 'utf16le')),
    blob(Buffer.from('﻿5', 'utf16le')),
    blob(Uint8Array.of(0, 0, 0, 0x35)),
    blob(Uint8Array.of(0x35, 0)),
    blob(Uint8Array.of(0xc3)),
    blob(Uint8Array.of(0x00)),
    blob(Uint8Array.of(0x93, 1, 2, 3)),
  ]);

const any: Arbitrary<Column> = fc.oneof(
  { weight: 2, arbitrary: fc.constantFrom(...NUMBERS) },
  { weight: 4, arbitrary: fc.constantFrom(...TEXTS) },
  { weight: 3, arbitrary: fc.constantFrom(...BYTES) },
  { weight: 1, arbitrary: fc.constant(null) },
  { weight: 1, arbitrary: fc.integer() },
  { weight: 1, arbitrary: fc.double({ noNaN: true, noDefaultInfinity: true }) },
  { weight: 1, arbitrary: jsonValue },
  { weight: 1, arbitrary: jsonValue.map(blob) },
  { weight: 1, arbitrary: jsonValue.map((text) => Buffer.from(text).toString('base64')) },
);

const status = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom('SUCCESS', 'FAILURE', 'STARTED', 'PENDING', 'RETRY', 'REVOKED') },
  { weight: 2, arbitrary: fc.constantFrom('success', 'SUCCESS ', ' SUCCESS', 'Failure', 'FAILURE\n', 'SUCCEEDED') },
  { weight: 1, arbitrary: any },
);

const encoding: Arbitrary<Column> = fc.oneof(
  fc.constantFrom(
    'utf-8',
    'binary',
    'utf8',
    'UTF-8',
    'Binary',
    ' binary',
    'binary ',
    'base64',
    'latin-1',
    'ascii',
    'us-ascii',
  ),
  fc.constantFrom('', 'utf-16', 'gzip', 'zlib', 'x', '0'),
  any,
);

const contentType: Arbitrary<Column> = fc.oneof(
  fc.constantFrom(
    'application/json',
    'application/x-python-serialize',
    'application/x-yaml',
    'application/x-msgpack',
    'application/data',
    'text/plain',
    'json',
    'pickle',
    'APPLICATION/JSON',
    'application/json; charset=utf-8',
    '',
  ),
  any,
);

const meta: Arbitrary<Column> = fc.oneof(
  fc.constantFrom(
    '{}',
    'null',
    '[]',
    '{"children": null}',
    '{"children": []}',
    '{"children": [[["a", null], null]]}',
    '{"children": 5}',
    '{"children": "ab"}',
    '{"children": {}}',
    '{"children": false}',
    '{"status": null}',
    '{"status": 5}',
    '{"traceback": 5}',
    '{"traceback": {"a": [1]}}',
    '{"result": 5}',
    '{"task_id": "other"}',
    '{"date_done": "x"}',
    '{"children": [["a"]]}',
    '[["status", "SUCCESS"]]',
    '["ab"]',
    '"ab"',
    '5',
    '0',
    'false',
    '{"status": "SUCCESS", "status": "FAILURE"}',
  ),
  any,
);

const exceptionText: Arbitrary<Column> = fc.constantFrom(
  '{"exc_type": "ValueError", "exc_message": ["x"], "exc_module": "builtins"}',
  '{"exc_type": "ValueError", "exc_message": "x", "exc_module": "builtins"}',
  '{"exc_type": "ValueError", "exc_message": 5, "exc_module": "builtins"}',
  '{"exc_type": "ValueError", "exc_message": null, "exc_module": "builtins"}',
  '{"exc_type": "ValueError", "exc_message": {"a": 1}, "exc_module": "builtins"}',
  '{"exc_type": "ValueError", "exc_message": true, "exc_module": "builtins"}',
  '{"exc_type": "ValueError", "exc_message": 1.5, "exc_module": "builtins"}',
  '{"exc_type": "ValueError", "exc_module": "builtins"}',
  '{"exc_type": "ValueError", "exc_message": ["x"]}',
  '{"exc_type": "ValueError"}',
  '{"exc_type": null}',
  '{"exc_type": 5, "exc_message": ["x"]}',
  '{"exc_type": ["a"], "exc_message": ["x"], "exc_module": "builtins"}',
  '{"exc_type": "", "exc_message": ["x"], "exc_module": ""}',
  '{"exc_type": "a.b", "exc_message": ["x"], "exc_module": "os"}',
  '{"exc_type": "path.join", "exc_message": ["x"], "exc_module": "os"}',
  '{"exc_type": "X", "exc_message": [], "exc_module": ["a"]}',
  '{"exc_type": "X", "exc_message": [], "exc_module": {}}',
  '{"exc_type": "X", "exc_message": [], "exc_module": 5}',
  '{"exc_type": "X", "exc_message": [], "exc_module": true}',
  '{"exc_message": ["x"], "exc_module": "builtins"}',
  '{"ExcType": "ValueError"}',
  '["ValueError", "x"]',
  '"ValueError(\'x\')"',
  '"Traceback (most recent call last)"',
  '500',
  'true',
  'false',
  '0',
  '""',
  '{}',
  '[]',
);

const taskColumns: Arbitrary<Row> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ result: any }) },
  { weight: 4, arbitrary: fc.record({ status, result: any }) },
  {
    weight: 3,
    arbitrary: fc.record({ status: fc.constantFrom('FAILURE', 'RETRY', 'REVOKED'), result: exceptionText }),
  },
  { weight: 3, arbitrary: fc.record({ status, result: fc.oneof(any, exceptionText), meta }) },
  { weight: 3, arbitrary: fc.record({ status, traceback: any, result: exceptionText }) },
  { weight: 3, arbitrary: fc.record({ result: any, content_encoding: encoding }) },
  { weight: 2, arbitrary: fc.record({ result: any, content_type: contentType, meta: any }) },
  {
    weight: 2,
    arbitrary: fc.record(
      { result: jsonValue, task_args: any, task_kwargs: any, task_name: any, worker: any, periodic_task_name: any },
      { requiredKeys: ['result'] },
    ),
  },
);

const DATES: readonly Column[] = [
  '',
  '2026-01-02',
  '2026-01-02 03:04',
  '2026-01-02T03:04:05Z',
  '2026-01-02 03:04:05+05:30',
  '2026-1-2 3:4:5',
  '0000-00-00',
  '2026-02-30 00:00:00',
  '9999-12-31 23:59:59.999999',
  '0001-01-01 00:00:00',
  'yesterday',
  'now',
  '20260102',
  2026,
  0,
  1767322800,
  1767322800.5,
  blob('2026-01-02 03:04:05'),
  '2026-01-02 24:00:00',
  '2026-01-02 03:04:60',
  '-4712-01-01',
  ' ',
];
const date = fc.constantFrom(...DATES);

const dates: Arbitrary<Row> = fc.record(
  { result: jsonValue, date_created: date, date_done: date, date_started: fc.oneof(date, fc.constant(null)) },
  { requiredKeys: ['result'] },
);

const CHILDREN: readonly Column[] = [
  '[["g", null], []]',
  '[["g", null], null]',
  '[["g", null], [[["t", null], null]]]',
  '[["g", null], [["t", null]]]',
  '[["g", null]]',
  '["g", []]',
  '[null, []]',
  '[[], []]',
  '[["g", null], "ab"]',
  '[["g", null], 5]',
  '[["g", null], {}]',
  '[["g", null], [null]]',
  '[["g", null], [[[5, null], null]]]',
  '[["g", null], [[[null, null], null]]]',
  '[["g", null], [[["t", ["p", null]], null]]]',
  '[["g", null], [["t", null], "u"]]',
  '[["g", null], ["t", "u"]]',
  '{"g": 1}',
  '"g"',
  '5',
  'null',
  '[]',
  '0',
  'false',
  '[["g", null], [[["", null], null]]]',
  '[["g", null], [[["t", null], [[["u", null], null]]]]]',
  '[["g", null], [[["t", null], []]]]',
  '[["g", null], false]',
  '[["g", null], [false]]',
  '[["g", null], [], 1]',
  '[["g", null, 1], []]',
  '[["g"], []]',
  '[[["g", null], null], []]',
  '["g", [["t", null]]]',
  '[["g", null], [[["t", "p"], null]]]',
  '[["g", null], [[["t", 5], null]]]',
];

const groupColumns: Arbitrary<Row> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ result: fc.constantFrom(...CHILDREN) }) },
  { weight: 1, arbitrary: fc.record({ result: any }) },
  {
    weight: 1,
    arbitrary: fc.record({
      result: fc.constantFrom(...CHILDREN),
      content_encoding: encoding,
      content_type: contentType,
    }),
  },
);

/** Rows that need not fit the serializer: those of another one, too. */
export function columns(serializer: FuzzSerializer): Arbitrary<Unnamed> {
  const row = (kind: string, made: Arbitrary<Row>): Arbitrary<Unnamed> =>
    made.map((given) => ({ kind, steps: [{ do: 'row', row: { task_id: ID, ...given } }], get_tasks: [ID] }));
  return fc.oneof(
    { weight: 8, arbitrary: row('column', taskColumns) },
    { weight: 1, arbitrary: row('odd date', dates) },
    {
      weight: serializer === 'json' ? 2 : 1,
      arbitrary: groupColumns.map((given) => ({
        kind: 'group column',
        steps: [{ do: 'grouprow', row: { group_id: ID, ...given } }],
        get: [ID],
      })),
    },
  );
}
