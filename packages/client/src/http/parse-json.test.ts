import { describe, expect, it } from 'vitest';
import { parsePythonJson } from './parse-json.ts';

describe('parsePythonJson', () => {
  it.each([
    ['[NaN, Infinity, -Infinity]', [null, null, null]],
    ['{"a":NaN}', { a: null }],
    ['[NaN, "NaN", "\\"NaN", "-Infinity\\\\"]', [null, 'NaN', '"NaN', '-Infinity\\']],
    ['{"NaN": NaN}', { NaN: null }],
    ['"NaN"', 'NaN'],
    ['[1.0, -0.0, 1e400]', [1, -0, Number.POSITIVE_INFINITY]],
  ])('reads %s', (text, value) => expect(parsePythonJson(text)).toEqual(value));

  it.each([
    '',
    '<html>',
    'nan',
    '[-NaN]',
    '[+Infinity]',
    '[1Infinity]',
    '{NaN: 1}',
    '[NaN',
    '[NaNnull]',
    '["NaN, "NaN"]',
  ])('rejects %j', (text) => expect(() => parsePythonJson(text)).toThrow(SyntaxError));

  it('takes time in proportion to the text, also with broken quotes', () => {
    const start = performance.now();
    expect(() => parsePythonJson(`[NaN, "${'\\"'.repeat(200_000)}`)).toThrow(SyntaxError);
    expect(performance.now() - start).toBeLessThan(1_000);
  });
});
