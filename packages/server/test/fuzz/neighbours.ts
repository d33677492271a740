import fc, { type Arbitrary } from 'fast-check';

/**
 * Ids that are asked for at the same moment. Some are stored, and others are such that a database could refuse them,
 * fold them into each other, or take them for something else.
 */

/** Texts that collations call equal, or not, in groups. */
const EQUAL: readonly (readonly string[])[] = [
  ['ß', 'ss', 'SS', 'ſs', 'ẞ'],
  ['œ', 'oe', 'OE', 'Œ'],
  ['ø', 'o', 'O', 'ö', 'ó', 'o\u0308'],
  ['ı', 'i', 'I', 'İ'],
  ['ς', 'σ', 'Σ'],
  ['é', 'e', 'É', 'e\u0301'],
  ['æ', 'ae', 'Æ'],
  ['ﬁ', 'fi'],
  ['Å', 'Å', 'A', 'å'],
  ['ｘ', 'x', 'X'],
  ['①', '1', '¹', '１', '١'],
  ['K', 'K', 'k'],
  ['ё', 'е', 'Е'],
  ['ñ', 'n', 'Ñ'],
  ['ł', 'l', 'Ł'],
  ['þ', 'th', 'Þ'],
  ['a', 'a ', 'a  ', 'A', 'ª'],
  ['が', 'か', 'カ', 'ｶ'],
  ['\u{1f600}', '\u{1f601}', '\u{20000}'],
  ['-', '‐', '–'],
];

/** Ids that are not like others. A path cannot have all of them, and a batch can. */
const HOSTILE: readonly string[] = [
  '',
  ' ',
  '\0',
  'a\0b',
  '\ud800',
  '\udc00x',
  '\uffff',
  '\u200b',
  '\ufeff',
  '%',
  '_',
  '%%',
  '\\',
  "'",
  "' OR '1'='1",
  '"',
  '`',
  '?',
  '$1',
  ':1',
  '--',
  '/*',
  ';',
  '\n',
  '\r\n',
  'NULL',
  'null',
  '0',
  '1e1',
  '0x31',
  '__proto__',
  'constructor',
  'toString',
  'x'.repeat(255),
  'x'.repeat(256),
  'x'.repeat(5_000),
  '\u{1f600}'.repeat(255),
  'ß'.repeat(255),
  '١٢٣',
  '..',
  '.',
];

/** What is stored, as steps of conformance/capture, and what is asked for at one moment. */
export interface Gathering {
  /** Stored ids, each with its own value. */
  readonly stored: readonly string[];
  /** Ids whose rows cannot be read. */
  readonly broken: readonly string[];
  readonly asked: readonly string[];
}

const alike: Arbitrary<string> = fc
  .tuple(
    fc.constantFrom(...EQUAL).chain((texts) => fc.array(fc.constantFrom(...texts), { minLength: 1, maxLength: 2 })),
    fc.constantFrom('', 'q', 'Q'),
  )
  .map(([texts, end]) => texts.join('') + end);

/** Of one group of texts, so that they meet. */
const family: Arbitrary<readonly string[]> = fc
  .constantFrom(...EQUAL)
  .chain((texts) => fc.uniqueArray(fc.constantFrom(...texts), { minLength: 1, maxLength: texts.length }));

/** @param prefix keeps the ids of this gathering apart from those of others in the same table */
export function gatherings(prefix: string): Arbitrary<Gathering> {
  const name = (id: string): string => `${prefix}-${id}`;
  return fc
    .record({
      families: fc.array(family, { minLength: 1, maxLength: 3 }),
      stored: fc.array(alike, { maxLength: 4 }),
      broken: fc.array(alike, { maxLength: 2 }),
      asked: fc.array(alike, { maxLength: 6 }),
      hostile: fc.uniqueArray(fc.constantFrom(...HOSTILE), { maxLength: 6 }),
      inRaw: fc.boolean(),
      order: fc.infiniteStream(fc.nat()).map((stream) => [...stream.take(40)]),
    })
    .map(({ families, stored, broken, asked, hostile, inRaw, order }) => {
      const met = families.flatMap((ids) => ids.slice(0, Math.ceil(ids.length / 2)));
      const all = [...families.flat(), ...stored, ...broken, ...asked].map(name);
      const odd = inRaw ? hostile : hostile.map(name);
      const ids = [...new Set([...all, ...odd])];
      return {
        stored: [...new Set([...met, ...stored].map(name))],
        broken: [...new Set(broken.map(name))],
        asked: ids
          .map((id, at) => ({ id, at: order[at % order.length] ?? 0 }))
          .sort((a, b) => a.at - b.at)
          .map(({ id }) => id),
      };
    });
}
