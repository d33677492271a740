import { DecodeFault } from '../fault.ts';
import type { PyDict, PyValue } from '../value.ts';

/** Deeper nesting than this is a fault; Python's own limit lies between 500 and 100,000 (vectors text-deep-*). */
export const MAX_DEPTH = 2_000;

/** `sys.get_int_max_str_digits()`: Python refuses to read longer integers. */
export const MAX_INT_DIGITS = 4_300;

/** Turns a finished object into another value, as json's `object_hook`. */
export type ObjectHook = (object: PyDict) => PyValue;

const NUMBER = /-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?/y;
// biome-ignore lint/suspicious/noControlCharactersInRegex: raw control characters end a plain run
const PLAIN_RUN = /[^"\\\u0000-\u001f]*/y;
const WORDS: readonly (readonly [string, PyValue])[] = [
  ['null', null],
  ['true', true],
  ['false', false],
  ['NaN', Number.NaN],
  ['Infinity', Number.POSITIVE_INFINITY],
  ['-Infinity', Number.NEGATIVE_INFINITY],
];
const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['"', '"'],
  ['\\', '\\'],
  ['/', '/'],
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
]);

/**
 * Reads JSON as Python's json module does: NaN and Infinity, exact integers, duplicate keys (last value, first position),
 * lone surrogates; no control characters in strings and no byte order mark.
 *
 * @throws {@link DecodeFault}
 */
export function readJson(text: string, hook: ObjectHook): PyValue {
  const reader = new Cursor(text, hook);
  const value = reader.value(0);
  reader.end();
  return value;
}

class Cursor {
  readonly #text: string;
  readonly #hook: ObjectHook;
  #at = 0;

  constructor(text: string, hook: ObjectHook) {
    this.#text = text;
    this.#hook = hook;
  }

  /** The value that starts at the next token. */
  value(depth: number): PyValue {
    this.#space();
    const char = this.#text[this.#at];
    if (char === '"') return this.#string();
    if (char === '{') return this.#object(this.#deeper(depth));
    if (char === '[') return this.#array(this.#deeper(depth));
    for (const [word, value] of WORDS) {
      if (this.#text.startsWith(word, this.#at)) {
        this.#at += word.length;
        return value;
      }
    }
    return this.#number();
  }

  /** Nothing but white space may follow. */
  end(): void {
    this.#space();
    if (this.#at < this.#text.length) throw this.#fault('more text after the value');
  }

  #deeper(depth: number): number {
    if (depth >= MAX_DEPTH) throw this.#fault('nested too deeply');
    this.#at += 1;
    return depth + 1;
  }

  #object(depth: number): PyValue {
    const entries = new Map<PyValue, PyValue>();
    if (this.#skip('}')) return this.#hook(entries);
    do {
      this.#space();
      if (this.#text[this.#at] !== '"') throw this.#fault('a key should be here');
      const key = this.#string();
      if (!this.#skip(':')) throw this.#fault('":" should be here');
      entries.set(key, this.value(depth));
    } while (this.#skip(','));
    if (!this.#skip('}')) throw this.#fault('"," or "}" should be here');
    return this.#hook(entries);
  }

  #array(depth: number): PyValue {
    const items: PyValue[] = [];
    if (this.#skip(']')) return items;
    do {
      items.push(this.value(depth));
    } while (this.#skip(','));
    if (!this.#skip(']')) throw this.#fault('"," or "]" should be here');
    return items;
  }

  #number(): PyValue {
    NUMBER.lastIndex = this.#at;
    const found = NUMBER.exec(this.#text);
    if (!found) throw this.#fault('a value should be here');
    this.#at = NUMBER.lastIndex;
    const [digits, fraction, exponent] = found;
    if (fraction !== undefined || exponent !== undefined) return Number(digits);
    const length = digits.startsWith('-') ? digits.length - 1 : digits.length;
    if (length > MAX_INT_DIGITS) throw this.#fault('an integer of too many digits');
    return BigInt(digits);
  }

  #string(): string {
    this.#at += 1;
    const parts: string[] = [];
    for (;;) {
      PLAIN_RUN.lastIndex = this.#at;
      parts.push(PLAIN_RUN.exec(this.#text)?.[0] ?? '');
      this.#at = PLAIN_RUN.lastIndex;
      const char = this.#text[this.#at];
      if (char === undefined) throw this.#fault('a string does not end');
      this.#at += 1;
      if (char === '"') return parts.length === 1 ? (parts[0] ?? '') : parts.join('');
      if (char !== '\\') throw this.#fault('a control character in a string');
      parts.push(this.#escape());
    }
  }

  #escape(): string {
    const char = this.#text[this.#at] ?? '';
    this.#at += 1;
    if (char !== 'u') {
      const plain = ESCAPES.get(char);
      if (plain === undefined) throw this.#fault('an escape that JSON does not have');
      return plain;
    }
    const hex = this.#text.slice(this.#at, this.#at + 4);
    if (!/^[0-9a-fA-F]{4}$/.test(hex)) throw this.#fault('\\u without four hexadecimal digits');
    this.#at += 4;
    return String.fromCharCode(Number.parseInt(hex, 16));
  }

  #skip(char: string): boolean {
    this.#space();
    if (this.#text[this.#at] !== char) return false;
    this.#at += 1;
    return true;
  }

  #space(): void {
    for (;;) {
      const code = this.#text.charCodeAt(this.#at);
      if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return;
      this.#at += 1;
    }
  }

  #fault(reason: string): DecodeFault {
    return new DecodeFault('json', `${reason}, at character ${this.#at}`);
  }
}
