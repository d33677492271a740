import { DecodeError } from '../errors.ts';
import type { PyDict, PyValue } from '../value.ts';

/**
 * Largest number of nested levels that are read. Python's limit is between 500 and 100,000 levels (vectors
 * text-deep-*).
 */
export const MAX_DEPTH = 2_000;

/** Python's `sys.get_int_max_str_digits()`: it refuses to read or write longer integers. */
export const MAX_INT_DIGITS = 4_300;

/** Converts an object after reading, like the `object_hook` of Python's json module. */
export type ObjectHook = (object: PyDict) => PyValue;

const NUMBER = /-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?/y;
// biome-ignore lint/suspicious/noControlCharactersInRegex: raw control characters end a run of plain characters
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
 * Reads JSON as Python's json module does. It accepts NaN, Infinity, lone surrogates and duplicate keys (first
 * position, last value). Integers are exact. It refuses a byte order mark, and control characters in strings.
 *
 * @throws {@link DecodeError}
 */
export function readJson(text: string, hook: ObjectHook): PyValue {
  const reader = new JsonReader(text, hook);
  const value = reader.value(0);
  reader.end();
  return value;
}

class JsonReader {
  readonly #text: string;
  readonly #hook: ObjectHook;
  #at = 0;

  constructor(text: string, hook: ObjectHook) {
    this.#text = text;
    this.#hook = hook;
  }

  /** Reads the next value. */
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

  /** Checks that only white space follows. */
  end(): void {
    this.#space();
    if (this.#at < this.#text.length) throw this.#decodeError('more text after the value');
  }

  #deeper(depth: number): number {
    if (depth >= MAX_DEPTH) throw this.#decodeError('nested too deeply');
    this.#at += 1;
    return depth + 1;
  }

  #object(depth: number): PyValue {
    const entries = new Map<PyValue, PyValue>();
    if (this.#skip('}')) return this.#hook(entries);
    do {
      this.#space();
      if (this.#text[this.#at] !== '"') throw this.#decodeError('expected a key');
      const key = this.#string();
      if (!this.#skip(':')) throw this.#decodeError('expected ":"');
      entries.set(key, this.value(depth));
    } while (this.#skip(','));
    if (!this.#skip('}')) throw this.#decodeError('expected "," or "}"');
    return this.#hook(entries);
  }

  #array(depth: number): PyValue {
    const items: PyValue[] = [];
    if (this.#skip(']')) return items;
    do {
      items.push(this.value(depth));
    } while (this.#skip(','));
    if (!this.#skip(']')) throw this.#decodeError('expected "," or "]"');
    return items;
  }

  #number(): PyValue {
    NUMBER.lastIndex = this.#at;
    const found = NUMBER.exec(this.#text);
    if (!found) throw this.#decodeError('expected a value');
    this.#at = NUMBER.lastIndex;
    const [digits, fraction, exponent] = found;
    if (fraction !== undefined || exponent !== undefined) return Number(digits);
    const length = digits.startsWith('-') ? digits.length - 1 : digits.length;
    if (length > MAX_INT_DIGITS) throw this.#decodeError('an integer with too many digits');
    return BigInt(digits);
  }

  #string(): string {
    this.#at += 1;
    const chunks: string[] = [];
    for (;;) {
      PLAIN_RUN.lastIndex = this.#at;
      chunks.push(PLAIN_RUN.exec(this.#text)?.[0] ?? '');
      this.#at = PLAIN_RUN.lastIndex;
      const char = this.#text[this.#at];
      if (char === undefined) throw this.#decodeError('a string does not end');
      this.#at += 1;
      if (char === '"') return chunks.length === 1 ? (chunks[0] ?? '') : chunks.join('');
      if (char !== '\\') throw this.#decodeError('a control character in a string');
      chunks.push(this.#escape());
    }
  }

  #escape(): string {
    const char = this.#text[this.#at] ?? '';
    this.#at += 1;
    if (char !== 'u') {
      const plain = ESCAPES.get(char);
      if (plain === undefined) throw this.#decodeError('an unknown escape');
      return plain;
    }
    const hex = this.#text.slice(this.#at, this.#at + 4);
    if (!/^[0-9a-fA-F]{4}$/.test(hex)) throw this.#decodeError('\\u without four hexadecimal digits');
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

  #decodeError(reason: string): DecodeError {
    return new DecodeError('json', `${reason}, at character ${this.#at}`);
  }
}
