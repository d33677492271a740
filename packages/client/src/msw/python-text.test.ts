import { describe, expect, it } from 'vitest';
import { pythonJson } from './python-json.ts';
import { createException, pythonRepr } from './python-repr.ts';

// The server's tests compare both functions with recorded responses of Python. These tests are examples.

describe('pythonJson', () => {
  it.each([
    [0, '0'],
    [-0, '-0.0'],
    [5e-324, '5e-324'],
    [0.00001, '1e-05'],
    [0.0001, '0.0001'],
    [123456.75, '123456.75'],
    [2 ** 53, '9007199254740992.0'],
    [1e16, '1e+16'],
    [-1.5e300, '-1.5e+300'],
    [10n ** 20n, '100000000000000000000'],
    [Number.NaN, 'NaN'],
    [-Infinity, '-Infinity'],
    ['é\u007f😀\ud800"/', '"\\u00e9\\u007f\\ud83d\\ude00\\ud800\\"/"'],
    [{ a: [1, null, true], b: {} }, '{"a": [1, null, true], "b": {}}'],
  ])('writes %o as %s', (value, text) => expect(pythonJson(value)).toBe(text));

  it('writes NaN and the infinities as null if it is strict', () => {
    expect(pythonJson({ a: [Number.NaN, Infinity, 0.5] }, { strict: true })).toBe('{"a": [null, null, 0.5]}');
  });
});

describe('pythonRepr', () => {
  it.each([
    [null, 'None'],
    [false, 'False'],
    [Number.NaN, 'nan'],
    [-Infinity, '-inf'],
    [12n, '12'],
    ["it's", `"it's"`],
    [`it's "it"`, `'it\\'s "it"'`],
    ['\t\n\r\\\0\u00a0\u200b\u{e0001} é', "'\\t\\n\\r\\\\\\x00\\xa0\\u200b\\U000e0001 é'"],
    [[1, { k: ['v'] }], "[1, {'k': ['v']}]"],
  ])('writes %o as %s', (value, text) => expect(pythonRepr(value)).toBe(text));

  it('writes an exception as its class without the module, and all its arguments', () => {
    expect(createException('ValueError', [])).toEqual({ exc: 'builtins.ValueError', repr: 'ValueError()' });
    expect(createException('a.b.E', ['x', 1])).toEqual({ exc: 'a.b.E', repr: "E('x', 1)" });
  });
});
