import { floatJson } from '../python/float.ts';
import { MAX_DEPTH, MAX_INT_DIGITS } from './read.ts';

/**
 * Whether stored JSON text is, byte for byte, what Django would write after reading it: the usual case, since Celery's JSON
 * serializer and Django's encoder agree on everything but typed values. One linear scan; a false answer only means that the text has to be
 * read and written again.
 */
export function isWireForm(text: string): boolean {
  // typed values and non-text forms are rare enough to leave to the reader
  if (text.includes('"__type__"')) return false;
  return new Scanner(text).isOneValue();
}

const NUMBER = /-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?/y;
const WORD = /null|true|false|NaN|-?Infinity/y;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const SHORT_ESCAPES: ReadonlySet<string> = new Set(['"', '\\', 'b', 'f', 'n', 'r', 't']);
const UNICODE_ESCAPE = /u(?:00(?:[01][0-9a-f]|7f|[89a-f][0-9a-f])|0[1-9a-f][0-9a-f]{2}|[1-9a-f][0-9a-f]{3})/y;
/** These have a short form: \b \t \n \f \r. */
const NEVER_UNICODE: ReadonlySet<string> = new Set(['u0008', 'u0009', 'u000a', 'u000c', 'u000d']);

class Scanner {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  isOneValue(): boolean {
    return this.#value(0) && this.#at === this.#text.length;
  }

  #value(depth: number): boolean {
    const char = this.#text[this.#at];
    if (char === '"') return this.#string() !== undefined;
    if (char === '{') return depth < MAX_DEPTH && this.#object(depth + 1);
    if (char === '[') return depth < MAX_DEPTH && this.#array(depth + 1);
    return this.#number() || this.#token(WORD) !== undefined;
  }

  #array(depth: number): boolean {
    this.#at += 1;
    if (this.#skip(']')) return true;
    do {
      if (!this.#value(depth)) return false;
    } while (this.#skip(', '));
    return this.#skip(']');
  }

  #object(depth: number): boolean {
    this.#at += 1;
    if (this.#skip('}')) return true;
    const keys = new Set<string>();
    do {
      const key = this.#string();
      // a key that comes twice is written once
      if (key === undefined || keys.has(key)) return false;
      keys.add(key);
      if (!this.#skip(': ') || !this.#value(depth)) return false;
    } while (this.#skip(', '));
    return this.#skip('}');
  }

  #number(): boolean {
    const found = this.#token(NUMBER);
    if (found === undefined) return false;
    if (/[.eE]/.test(found)) return floatJson(Number(found)) === found;
    return found !== '-0' && found.length <= MAX_INT_DIGITS;
  }

  /** The raw text between the quotes, when it is escaped as Python does. */
  #string(): string | undefined {
    if (this.#text.charCodeAt(this.#at) !== QUOTE) return undefined;
    const start = this.#at + 1;
    for (let at = start; ; at += 1) {
      const code = this.#text.charCodeAt(at);
      // NaN at the end of the text fails this too
      if (!(code >= 0x20 && code <= 0x7e)) return undefined;
      if (code === QUOTE) {
        this.#at = at + 1;
        return this.#text.slice(start, at);
      }
      if (code === BACKSLASH) {
        const length = this.#escapeLength(at + 1);
        if (length === 0) return undefined;
        at += length;
      }
    }
  }

  #escapeLength(at: number): number {
    if (SHORT_ESCAPES.has(this.#text[at] ?? '')) return 1;
    UNICODE_ESCAPE.lastIndex = at;
    const found = UNICODE_ESCAPE.exec(this.#text)?.[0];
    return found === undefined || NEVER_UNICODE.has(found) ? 0 : found.length;
  }

  #token(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0];
    if (found !== undefined) this.#at += found.length;
    return found;
  }

  #skip(part: string): boolean {
    if (!this.#text.startsWith(part, this.#at)) return false;
    this.#at += part.length;
    return true;
  }
}
