import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asciiJson, jsonString } from './json-string.ts';

describe('jsonString', () => {
  it.each([
    { text: 'plain [text]', written: '"plain [text]"' },
    { text: 'a "quote" and a \\', written: '"a \\"quote\\" and a \\\\"' },
    { text: 'caf\u00e9 \u{1f600}\u007f/', written: '"caf\\u00e9 \\ud83d\\ude00\\u007f/"' },
    { text: '\n\t\u0000', written: '"\\n\\t\\u0000"' },
    { text: '\ud800', written: '"\\ud800"' },
  ])('writes $written', ({ text, written }) => {
    expect(jsonString(text)).toBe(written);
  });

  it('writes ASCII that reads back as the same text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const written = jsonString(text);
        expect(written).toMatch(/^[ -~]*$/);
        expect(JSON.parse(written)).toBe(text);
      }),
    );
  });
});

describe('asciiJson', () => {
  it('escapes non-ASCII characters, and does not change escapes', () => {
    expect(asciiJson('{"\u00e9": "\\u00e9 \\\\u00e9"}')).toBe('{"\\u00e9": "\\u00e9 \\\\u00e9"}');
  });
});
