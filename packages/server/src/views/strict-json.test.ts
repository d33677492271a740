import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toStrictJson } from './strict-json.ts';

/** Python's text for each number that JSON does not have, by the word that the test uses for the number. */
const WORDS: ReadonlyMap<string, string> = new Map([
  ['not a number', 'NaN'],
  ['infinite', 'Infinity'],
  ['negative', '-Infinity'],
]);

describe('toStrictJson', () => {
  it.each([
    { python: 'NaN', strict: 'null' },
    { python: '[NaN, Infinity, -Infinity]', strict: '[null, null, null]' },
    { python: '{"NaN": "-Infinity", "a": NaN}', strict: '{"NaN": "-Infinity", "a": null}' },
    { python: '["\\"NaN", NaN, "\\\\", NaN, "\\\\\\"NaN"]', strict: '["\\"NaN", null, "\\\\", null, "\\\\\\"NaN"]' },
    { python: '{"b": 1.0, "a": -0.0, "n": [18446744073709551616, 1e+22], "x": NaN}', strict: null },
  ])('makes $python strict', ({ python, strict }) => {
    expect(toStrictJson(python)).toBe(strict ?? python.replace('NaN', 'null'));
  });

  it('returns a text without NaN and Infinity unchanged', () => {
    const text = '{"b": 1.0, "a": "Nan inf", "c": []}';
    expect(toStrictJson(text)).toBe(text);
  });

  it('changes no string', () => {
    const word = fc.constantFrom(...WORDS.keys());
    const string = fc.oneof(fc.string(), fc.constantFrom('NaN', '"NaN', '\\Infinity', '\\"-Infinity\\', '\\\\'));
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof(
        { maxDepth: 4 },
        word,
        string.map((text) => `=${text}`),
        tie('list'),
        tie('map'),
      ),
      list: fc.array(tie('tree'), { maxLength: 4 }),
      map: fc.dictionary(string, tie('tree'), { maxKeys: 4 }),
    }));
    fc.assert(
      fc.property(tree, (value) => {
        const json = JSON.stringify(value);
        const written = (with_: (word: string) => string): string =>
          json.replace(/"(not a number|infinite|negative)"(?!:)/g, (_, found: string) => with_(found));
        expect(toStrictJson(written((found) => WORDS.get(found) ?? ''))).toBe(written(() => 'null'));
      }),
      { numRuns: 2_000 },
    );
  });

  it('takes linear time', () => {
    const hostile = `["${'\\\\'.repeat(2_000_000)}", ${'"\\"", '.repeat(500_000)}NaN]`;
    expect(toStrictJson(hostile)).toBe(hostile.replace('NaN', 'null'));
  });
});
