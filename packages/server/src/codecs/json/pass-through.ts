import { ObjectKeys } from './object-keys.ts';
import { MAX_DEPTH } from './read.ts';
import { hashOf, isNumber, LONGEST_WORD, numberEnd, stringEnd, wordLength } from './wire-tokens.ts';

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

/** Text that is looked at from front to back: a string, or what has no need to be one. */
export interface ScannedText {
  readonly length: number;
  slice(from: number, to: number): string;
}

/** {@link isWireForm} in parts. */
export function wireFormScan(text: ScannedText): WireFormScan {
  return new Scanner(text);
}

/** Characters that are looked at as bytes at a time: V8 walks bytes faster than a string's characters. */
const CHUNK = 64 * 1024;
/** With room for a character too many, which is how a text that is not ASCII shows. */
const bytes: Buffer = Buffer.alloc(CHUNK + 4);

const SPACE = 0x20;
const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/** In place of the place behind a token: it is none, or it is cut off by the chunk's end and goes into the next one. */
const REJECTED = -1;
const CUT = -2;

/** What may stand at the place that was reached. */
const VALUE = 0;
const FIRST_ITEM = 1;
const FIRST_KEY = 2;
const KEY = 3;
const REST_OF_STRING = 4;
const AFTER_VALUE = 5;

const TYPE = Buffer.from('__type__');
const TYPE_HASH = hashOf(TYPE, 0, TYPE.length);

/** Among the open containers, in place of where an object's keys begin. */
const LIST = -1;
/** No container is open. */
const NONE = -2;

class Scanner implements WireFormScan {
  readonly #text: ScannedText;
  readonly #open: number[] = [];
  readonly #keys = new ObjectKeys();
  #expected = VALUE;
  /** Where the chunk begins in the text, and how many characters it has. */
  #from = 0;
  #end = 0;
  #isLast = false;

  constructor(text: ScannedText) {
    this.#text = text;
  }

  advance(characters: number): boolean | undefined {
    const until = this.#from + characters;
    while (this.#from < until) {
      const reached = this.#load() ? this.#scan() : REJECTED;
      // none: a key or a number that fills a chunk
      if (reached <= 0) return false;
      this.#from += reached;
      if (this.#isLast)
        return this.#from === this.#text.length && this.#expected === AFTER_VALUE && this.#open.length === 0;
    }
    return undefined;
  }

  /** False where the text is not ASCII. */
  #load(): boolean {
    const chunk = this.#text.slice(this.#from, this.#from + CHUNK);
    this.#end = chunk.length;
    this.#isLast = this.#from + chunk.length === this.#text.length;
    return bytes.write(chunk) === chunk.length;
  }

  /** How far the chunk's tokens go. Most of the time is spent here: what is in a variable is not in a field. */
  #scan(): number {
    const end = this.#end;
    let expected = this.#expected;
    let container = this.#open.at(-1) ?? NONE;
    let at = 0;
    let next = 0;
    while (at < end) {
      const code = bytes[at];
      if (expected === AFTER_VALUE) {
        if (container === NONE) return REJECTED;
        if (code === COMMA) {
          next = at + 1 === end ? CUT : bytes[at + 1] === SPACE ? at + 2 : REJECTED;
          if (next > 0) expected = container === LIST ? VALUE : KEY;
        } else if (code === (container === LIST ? CLOSE_LIST : CLOSE_OBJECT)) {
          container = this.#leave();
          next = at + 1;
        } else return REJECTED;
      } else if (expected === KEY || (expected === FIRST_KEY && code !== CLOSE_OBJECT)) {
        next = this.#key(at, container);
        if (next > 0) expected = VALUE;
      } else if (code === QUOTE || expected === REST_OF_STRING) {
        const close = stringEnd(bytes, expected === REST_OF_STRING ? at : at + 1, end);
        if (close < end && bytes[close] === QUOTE) {
          expected = AFTER_VALUE;
          next = close + 1;
        } else {
          if (close < 0 || this.#isLast) return REJECTED;
          this.#expected = REST_OF_STRING;
          return close;
        }
      } else if (code === OPEN_OBJECT || code === OPEN_LIST) {
        container = code === OPEN_OBJECT ? this.#keys.length : LIST;
        if (this.#open.push(container) > MAX_DEPTH) return REJECTED;
        expected = code === OPEN_OBJECT ? FIRST_KEY : FIRST_ITEM;
        next = at + 1;
      } else if ((code === CLOSE_LIST && expected === FIRST_ITEM) || expected === FIRST_KEY) {
        container = this.#leave();
        expected = AFTER_VALUE;
        next = at + 1;
      } else {
        next = this.#numberOrWord(at);
        if (next > 0) expected = AFTER_VALUE;
      }
      if (next < 0) break;
      at = next;
    }
    this.#expected = expected;
    // the last chunk cuts nothing off
    return next === REJECTED || (next === CUT && this.#isLast) ? REJECTED : at;
  }

  /** The container that is gone back to. */
  #leave(): number {
    const start = this.#open.pop() ?? LIST;
    if (start !== LIST) this.#keys.cut(start);
    return this.#open.at(-1) ?? NONE;
  }

  #numberOrWord(at: number): number {
    const end = numberEnd(bytes, at, this.#end);
    if (end + LONGEST_WORD > this.#end && !this.#isLast) return CUT;
    if (end > at && isNumber(bytes, at, end)) return end;
    const length = wordLength(bytes, at, this.#end);
    return length === 0 ? REJECTED : at + length;
  }

  /** A key of the object whose keys begin at `start`, and what stands between it and its value. */
  #key(at: number, start: number): number {
    if (bytes[at] !== QUOTE) return REJECTED;
    const end = stringEnd(bytes, at + 1, this.#end);
    if (end < 0) return REJECTED;
    if (end + 2 >= this.#end) return CUT;
    if (bytes[end] !== QUOTE || bytes[end + 1] !== COLON || bytes[end + 2] !== SPACE) return REJECTED;
    return this.#isNewKey(at + 1, end, start) ? end + 3 : REJECTED;
  }

  /** False for a key that comes twice, which is written once, and for `__type__`, which may make a typed value. */
  #isNewKey(at: number, end: number, start: number): boolean {
    const hash = hashOf(bytes, at, end);
    if (hash === TYPE_HASH) return false;
    return this.#keys.add(start, hash) ?? this.#keys.addName(start, bytes.toString('latin1', at, end));
  }
}
