/** PostgreSQL refuses a notification of 8,000 bytes or more. A character takes four bytes at most. */
const PART_CHARACTERS = 1_900;

/** Splits a text into numbered parts, each of less than 8,000 bytes. The last one has a `=` behind its number. */
export function splitText(text: string): readonly string[] {
  const parts = text.match(new RegExp(`[\\s\\S]{1,${PART_CHARACTERS}}`, 'gu')) ?? [''];
  // two equal notifications of one transaction arrive as one, so each has a number
  return parts.map((part, at) => `${at}${at === parts.length - 1 ? '=' : '+'}${part}`);
}

/**
 * Joins parts that arrive in their order. A text without a number in front is whole: workers publish bare ids.
 */
export class TextJoiner {
  #text = '';

  /** @returns the whole text, once its last part is here */
  add(part: string): string | undefined {
    const [head = '', number, sign] = /^(\d+)([+=])/.exec(part) ?? [];
    if (head === '') return part;
    this.#text = (number === '0' ? '' : this.#text) + part.slice(head.length);
    return sign === '=' ? this.#text : undefined;
  }
}
