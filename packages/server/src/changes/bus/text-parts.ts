/**
 * Largest number of characters of a part. PostgreSQL refuses notifications of 8,000 bytes or more, and a character has
 * at most four bytes.
 */
const PART_CHARACTERS = 1_900;

/** Splits a text into numbered parts of less than 8,000 bytes each. The last part has a `=` after its number. */
export function splitText(text: string): readonly string[] {
  const parts = text.match(new RegExp(`[\\s\\S]{1,${PART_CHARACTERS}}`, 'gu')) ?? [''];
  // two equal notifications of one transaction arrive as one, so each part has a number
  return parts.map((part, at) => `${at}${at === parts.length - 1 ? '=' : '+'}${part}`);
}

/**
 * Joins parts that arrive in order. A text that does not start with a number is complete: workers publish ids without
 * numbers.
 */
export class TextJoiner {
  #text = '';

  /** @returns the complete text, when its last part has arrived */
  add(part: string): string | undefined {
    const [head = '', number, sign] = /^(\d+)([+=])/.exec(part) ?? [];
    if (head === '') return part;
    this.#text = (number === '0' ? '' : this.#text) + part.slice(head.length);
    return sign === '=' ? this.#text : undefined;
  }
}
