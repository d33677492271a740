import { DecodeFault } from '../fault.ts';

/** Stands after the last character. No accepted text contains it. */
export const END = '\uffff';
export const BREAKS = '\r\n\x85\u2028\u2029';
export const BREAKS_OR_END: string = BREAKS + END;
/** What may follow an indicator. */
export const BLANKS_OR_END: string = ` \t${BREAKS_OR_END}`;
export const BYTE_ORDER_MARK = '\ufeff';

const REST_OF_LINE = /[^\r\n\x85\u2028\u2029\uffff]*/y;
const SPACES = / */y;

/** A place in the text, which only moves forward. */
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
    // a byte order mark at the start takes no column
    if (text.startsWith(BYTE_ORDER_MARK)) this.#at = this.#lineStart = 1;
  }

  /** Counted from 1. */
  get line(): number {
    return this.#line;
  }

  /** Counted from 0. Meant for places that only indicators precede on their line, where no character takes two units. */
  get column(): number {
    return this.#at - this.#lineStart;
  }

  /** Characters (code points, as Python counts) before the place. */
  get index(): number {
    if (!this.#hasPairs) return this.#at;
    for (; this.#pairsCountedTo < this.#at; this.#pairsCountedTo += 1) {
      if ((this.#text.charCodeAt(this.#pairsCountedTo) & 0xfc00) === 0xd800) this.#pairs += 1;
    }
    return this.#at - this.#pairs;
  }

  /** The character at the place, or so many after it; {@link END} after the last. */
  peek(ahead = 0): string {
    return this.#text[this.#at + ahead] ?? END;
  }

  /** Moves over characters that are no line breaks. */
  skip(count = 1): void {
    this.#at += count;
  }

  /** Moves over what a sticky expression matches, which must be no line break, and gives it. */
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

  /** Gives the number of spaces. */
  skipSpaces(): number {
    return this.take(SPACES).length;
  }

  /** Moves over spaces, a comment and the end of the line, before which nothing else may stand. */
  skipBlankLineEnd(): void {
    this.skipSpaces();
    if (this.peek() === '#') this.takeRestOfLine();
    if (!BREAKS_OR_END.includes(this.peek())) throw this.fault('a comment or the end of the line should be here');
    this.takeBreak();
  }

  /** Moves over one line break and gives what it counts as: `\n`, or itself where Unicode has its own; '' where there is none. */
  takeBreak(): string {
    const char = this.peek();
    if (!BREAKS.includes(char)) return '';
    this.#at += char === '\r' && this.peek(1) === '\n' ? 2 : 1;
    this.#line += 1;
    this.#lineStart = this.#at;
    return char === '\u2028' || char === '\u2029' ? char : '\n';
  }

  /** `---` or `...` where a line begins with that alone. */
  documentMark(): '---' | '...' | undefined {
    if (this.column !== 0 || !BLANKS_OR_END.includes(this.peek(3))) return undefined;
    const mark = this.#text.slice(this.#at, this.#at + 3);
    return mark === '---' || mark === '...' ? mark : undefined;
  }

  fault(reason: string): DecodeFault {
    return yamlFault(reason, this.#line);
  }
}

export function yamlFault(reason: string, line: number): DecodeFault {
  return new DecodeFault('yaml', `${reason}, at line ${line}`);
}
