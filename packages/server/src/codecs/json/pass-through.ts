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

/** {@link isWireForm} in parts. */
export function wireFormScan(text: string): WireFormScan {
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

/** In place of the place behind a token. */
const REJECTED = -1;

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

class Scanner implements WireFormScan {
  readonly #text: string;
  readonly #open: number[] = [];
  readonly #keys = new ObjectKeys();
  #expected = VALUE;
  /** Where the chunk begins in the text, and how many characters it has. */
  #from = 0;
  #end = 0;
  #isLast = false;
  /** Whether the last token is cut off by the chunk's end, and goes into the next one. */
  #isCut = false;

  constructor(text: string) {
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
    this.#isCut = false;
    return bytes.write(chunk) === chunk.length;
  }

  /** How far the chunk's tokens go. */
  #scan(): number {
    let at = 0;
    while (at >= 0 && at < this.#end && !this.#isCut) {
      const code = bytes[at];
      const expected = this.#expected;
      if (expected === AFTER_VALUE) at = this.#next(at);
      else if (expected === KEY) at = this.#key(at);
      else if (expected === REST_OF_STRING) at = this.#restOfString(at);
      else if (code === CLOSE_LIST && expected === FIRST_ITEM) at = this.#leave(at);
      else if (expected === FIRST_KEY) at = code === CLOSE_OBJECT ? this.#leave(at) : this.#key(at);
      else if (code === QUOTE) at = this.#restOfString(at + 1);
      else if (code === OPEN_OBJECT) at = this.#enter(at, FIRST_KEY, this.#keys.length);
      else if (code === OPEN_LIST) at = this.#enter(at, FIRST_ITEM, LIST);
      else at = this.#numberOrWord(at);
    }
    return at;
  }

  /** Waits for the next chunk, where there is one. */
  #cut(at: number): number {
    this.#isCut = true;
    return this.#isLast ? REJECTED : at;
  }

  #enter(at: number, expected: number, container: number): number {
    this.#expected = expected;
    return this.#open.push(container) <= MAX_DEPTH ? at + 1 : REJECTED;
  }

  #leave(at: number): number {
    const start = this.#open.pop() ?? LIST;
    if (start !== LIST) this.#keys.cut(start);
    this.#expected = AFTER_VALUE;
    return at + 1;
  }

  /** What follows a finished value inside a container. */
  #next(at: number): number {
    const container = this.#open.at(-1);
    if (container === undefined) return REJECTED;
    if (bytes[at] !== COMMA)
      return bytes[at] === (container === LIST ? CLOSE_LIST : CLOSE_OBJECT) ? this.#leave(at) : REJECTED;
    if (at + 1 === this.#end) return this.#cut(at);
    this.#expected = container === LIST ? VALUE : KEY;
    return bytes[at + 1] === SPACE ? at + 2 : REJECTED;
  }

  #numberOrWord(at: number): number {
    const end = numberEnd(bytes, at, this.#end);
    if (end + LONGEST_WORD > this.#end && !this.#isLast) return this.#cut(at);
    const length = isNumber(bytes, at, end) ? end - at : wordLength(this.#text, this.#from + at);
    this.#expected = AFTER_VALUE;
    return length === 0 ? REJECTED : at + length;
  }

  #restOfString(at: number): number {
    const end = stringEnd(bytes, at, this.#end);
    if (end < 0) return REJECTED;
    if (bytes[end] === QUOTE && end < this.#end) {
      this.#expected = AFTER_VALUE;
      return end + 1;
    }
    this.#expected = REST_OF_STRING;
    return this.#cut(end);
  }

  /** A key, and what stands between it and its value. */
  #key(at: number): number {
    if (bytes[at] !== QUOTE) return REJECTED;
    const end = stringEnd(bytes, at + 1, this.#end);
    if (end < 0) return REJECTED;
    if (end + 2 >= this.#end) return this.#cut(at);
    if (bytes[end] !== QUOTE || bytes[end + 1] !== COLON || bytes[end + 2] !== SPACE) return REJECTED;
    if (!this.#isNewKey(at + 1, end)) return REJECTED;
    this.#expected = VALUE;
    return end + 3;
  }

  /** False for a key that comes twice, which is written once, and for `__type__`, which may make a typed value. */
  #isNewKey(at: number, end: number): boolean {
    const hash = hashOf(bytes, at, end);
    const start = this.#open.at(-1) ?? 0;
    if (hash === TYPE_HASH) return false;
    return this.#keys.add(start, hash) ?? this.#keys.addName(start, bytes.toString('latin1', at, end));
  }
}
