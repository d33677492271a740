import { floatJson } from '../python/float.ts';
import { MAX_DEPTH, MAX_INT_DIGITS } from './read.ts';

/**
 * Whether stored JSON text is, byte for byte, what Django would write after reading it: the usual case, since Celery's JSON
 * serializer and Django's encoder agree on everything but typed values. One linear scan; a false answer only means that the text has to be
 * read and written again.
 */
export function isWireForm(text: string): boolean {
  return wireFormScan(text).advance(Number.POSITIVE_INFINITY) === true;
}

/** A scan that can be taken in parts, so that a text of many megabytes keeps nothing else waiting. */
export interface WireFormScan {
  /** Goes on for at least `characters` more; undefined when there is more to look at. */
  advance(characters: number): boolean | undefined;
}

/** {@link isWireForm} in parts. */
export function wireFormScan(text: string): WireFormScan {
  return new Scanner(text);
}

const NUMBER = /-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?/y;
const WORD = /null|true|false|NaN|-?Infinity/y;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const SHORT_ESCAPES: ReadonlySet<string> = new Set(['"', '\\', 'b', 'f', 'n', 'r', 't']);
const UNICODE_ESCAPE = /u(?:00(?:[01][0-9a-f]|7f|[89a-f][0-9a-f])|0[1-9a-f][0-9a-f]{2}|[1-9a-f][0-9a-f]{3})/y;
/** These have a short form: \b \t \n \f \r. */
const NEVER_UNICODE: ReadonlySet<string> = new Set(['u0008', 'u0009', 'u000a', 'u000c', 'u000d']);

/** What may stand at the place that was reached. */
type Expected = 'value' | 'first item' | 'first key' | 'key' | 'string' | 'after value';

class Scanner implements WireFormScan {
  readonly #text: string;
  /** The open containers: an object's keys so far, or null for an array. */
  readonly #open: (Set<string> | null)[] = [];
  #at = 0;
  #expected: Expected = 'value';
  /** Where the string that is being scanned began, and whether it is a key. */
  #stringStart = 0;
  #isKey = false;

  constructor(text: string) {
    this.#text = text;
  }

  advance(characters: number): boolean | undefined {
    const limit = this.#at + characters;
    while (this.#at < limit) {
      if (this.#expected === 'after value' && this.#open.length === 0) return this.#at === this.#text.length;
      if (!this.#step(limit)) return false;
    }
    return undefined;
  }

  /** Takes one token, or a string up to the limit. */
  #step(limit: number): boolean {
    switch (this.#expected) {
      case 'string':
        return this.#restOfString(limit);
      case 'first item':
        return this.#skip(']') ? this.#close() : this.#value();
      case 'first key':
        return this.#skip('}') ? this.#close() : this.#string(true);
      case 'key':
        return this.#string(true);
      case 'value':
        return this.#value();
      case 'after value':
        return this.#next();
    }
  }

  #value(): boolean {
    switch (this.#text[this.#at]) {
      case '"':
        return this.#string(false);
      case '{':
        return this.#enter(new Set(), 'first key');
      case '[':
        return this.#enter(null, 'first item');
      default:
        this.#expected = 'after value';
        return this.#number() || this.#token(WORD) !== undefined;
    }
  }

  #enter(container: Set<string> | null, expected: Expected): boolean {
    this.#at += 1;
    this.#expected = expected;
    return this.#open.push(container) <= MAX_DEPTH;
  }

  #close(): boolean {
    this.#open.pop();
    this.#expected = 'after value';
    return true;
  }

  /** What follows a finished value inside a container. */
  #next(): boolean {
    const isArray = this.#open.at(-1) === null;
    if (!this.#skip(', ')) return this.#skip(isArray ? ']' : '}') && this.#close();
    this.#expected = isArray ? 'value' : 'key';
    return true;
  }

  #number(): boolean {
    const found = this.#token(NUMBER);
    if (found === undefined) return false;
    if (/[.eE]/.test(found)) return floatJson(Number(found)) === found;
    return found !== '-0' && found.length <= MAX_INT_DIGITS;
  }

  #string(isKey: boolean): boolean {
    if (this.#text.charCodeAt(this.#at) !== QUOTE) return false;
    this.#at += 1;
    this.#stringStart = this.#at;
    this.#isKey = isKey;
    this.#expected = 'string';
    return true;
  }

  /** False where the string is not escaped as Python does. */
  #restOfString(limit: number): boolean {
    const text = this.#text;
    let at = this.#at;
    for (; at < limit; at += 1) {
      const code = text.charCodeAt(at);
      if (code === QUOTE) return this.#endOfString(at);
      // NaN at the end of the text fails this too
      if (!(code >= 0x20 && code <= 0x7e)) return false;
      if (code === BACKSLASH) {
        const length = this.#escapeLength(at + 1);
        if (length === 0) return false;
        at += length;
      }
    }
    this.#at = at;
    return true;
  }

  #endOfString(at: number): boolean {
    this.#at = at + 1;
    this.#expected = 'after value';
    if (!this.#isKey) return true;
    const keys = this.#open.at(-1);
    const key = this.#text.slice(this.#stringStart, at);
    // a key that comes twice is written once, and __type__ may make a typed value
    if (!keys || keys.has(key) || key === '__type__') return false;
    keys.add(key);
    this.#expected = 'value';
    return this.#skip(': ');
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
