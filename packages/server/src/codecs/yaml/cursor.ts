import type { DecodeError } from '../errors.ts';
import { yamlError } from './yaml-error.ts';

/** Marks the end of the text. No accepted text contains this character. */
export const END = '\uffff';
/** Line breaks. */
export const BREAKS = '\r\n\x85\u2028\u2029';
export const BREAKS_OR_END: string = BREAKS + END;
/** The characters that may follow an indicator. */
export const BLANKS_OR_END: string = ` \t${BREAKS_OR_END}`;
export const BYTE_ORDER_MARK = '\ufeff';

const REST_OF_LINE = /[^\r\n\x85\u2028\u2029\uffff]*/y;
const SPACES = / */y;

/** A position in the text. It only moves forward. */
export class Cursor {
  readonly #text: string;
  readonly #hasPairs: boolean;
  #at = 0;
  #line = 1;
  #lineStart = 0;
  #pairs = 0;
  #pairsCountedTo = 0;

  constructor(text: string) {
    this.#text = text + END;
    this.#hasPairs = /[\ud800-\udbff]/.test(text);
    // a byte order mark at the start does not count as a column
    if (text.startsWith(BYTE_ORDER_MARK)) this.#at = this.#lineStart = 1;
  }

  /** Number of the line, counted from 1. */
  get line(): number {
    return this.#line;
  }

  /**
   * Number of the column, counted from 0 in UTF-16 units. Valid if only indicators precede the position on its line.
   */
  get column(): number {
    return this.#at - this.#lineStart;
  }

  /** Number of characters before the position, in code points like in Python. */
  get index(): number {
    if (!this.#hasPairs) return this.#at;
    for (; this.#pairsCountedTo < this.#at; this.#pairsCountedTo += 1) {
      if ((this.#text.charCodeAt(this.#pairsCountedTo) & 0xfc00) === 0xd800) this.#pairs += 1;
    }
    return this.#at - this.#pairs;
  }

  /** The character at the position, or this many characters after it. {@link END} after the last character. */
  peek(ahead = 0): string {
    return this.#text[this.#at + ahead] ?? END;
  }

  /** Skips characters. They must not contain a line break. */
  skip(count = 1): void {
    this.#at += count;
  }

  /** Skips and returns the match of a sticky expression. It must not match line breaks. */
  take(run: RegExp): string {
    run.lastIndex = this.#at;
    const found = run.exec(this.#text)?.[0] ?? '';
    this.#at += found.length;
    return found;
  }

  /** Whether a sticky expression matches here. */
  isAt(pattern: RegExp): boolean {
    pattern.lastIndex = this.#at;
    return pattern.test(this.#text);
  }

  takeRestOfLine(): string {
    return this.take(REST_OF_LINE);
  }

  /** Skips spaces. Returns their number. */
  skipSpaces(): number {
    return this.take(SPACES).length;
  }

  /** Skips spaces, a comment and the line break. @throws DecodeError if the line has other text */
  skipBlankLineEnd(): void {
    this.skipSpaces();
    if (this.peek() === '#') this.takeRestOfLine();
    if (!BREAKS_OR_END.includes(this.peek())) throw this.error('expected a comment or the end of the line');
    this.takeBreak();
  }

  /** Skips one line break. Returns its value: `\n`, U+2028 or U+2029, or '' if there is no line break. */
  takeBreak(): string {
    const char = this.peek();
    if (!BREAKS.includes(char)) return '';
    this.#at += char === '\r' && this.peek(1) === '\n' ? 2 : 1;
    this.#line += 1;
    this.#lineStart = this.#at;
    return char === '\u2028' || char === '\u2029' ? char : '\n';
  }

  /** `---` or `...` at the start of a line, with a blank after it. */
  documentMark(): '---' | '...' | undefined {
    if (this.column !== 0 || !BLANKS_OR_END.includes(this.peek(3))) return undefined;
    const mark = this.#text.slice(this.#at, this.#at + 3);
    return mark === '---' || mark === '...' ? mark : undefined;
  }

  /** Creates an error at the position. */
  error(reason: string): DecodeError {
    return yamlError(reason, this.#line);
  }
}
