import { BLANKS_OR_END, type Cursor, END } from './cursor.ts';
import { scanAnchorName, scanDirective, scanTag } from './scan-properties.ts';
import { scanBlockScalar, scanPlain, scanQuoted } from './scan-scalars.ts';
import type { Mark, Token } from './tokens.ts';

/** A key without `?` must end on its line and within so many characters. */
const MAX_KEY_LENGTH = 1024;

/** What may turn out to be a key once a `:` follows. It waits among the tokens in front of what it is about. */
interface MaybeKey {
  readonly kind: 'maybe-key';
  readonly level: number;
  readonly line: number;
  readonly index: number;
  readonly column: number;
  /** Nothing else may begin at this column. */
  readonly isRequired: boolean;
  /** The tokens that it stands for, once that is known. */
  settled: readonly Token[] | undefined;
}

/**
 * Splits a text into tokens by the rules of PyYAML, which are looser than YAML's in some places (indentation of flow collections) and
 * stricter in others (tabs, `:` and `?` in flow collections).
 */
export class Scanner {
  readonly #cursor: Cursor;
  readonly #queue: (Token | MaybeKey)[] = [];
  /** Those that are not settled, at most one for a level of flow collections; the oldest has the lowest level. */
  readonly #maybeKeys: MaybeKey[] = [];
  readonly #outerIndents: number[] = [];
  #indent = -1;
  #flowLevel = 0;
  #mayKeyStart = true;

  constructor(cursor: Cursor) {
    this.#cursor = cursor;
  }

  /** The next token. After the last one it stays `stream-end`. */
  peek(): Token {
    for (;;) {
      const [head] = this.#queue;
      if (head?.kind === 'maybe-key' && head.settled) this.#queue.splice(0, 1, ...head.settled);
      else if (head === undefined || head.kind === 'maybe-key') this.#fetch();
      else return head;
    }
  }

  take(): Token {
    const token = this.peek();
    this.#queue.shift();
    return token;
  }

  #fetch(): void {
    const cursor = this.#cursor;
    this.#skipToToken();
    this.#dropStaleKeys();
    this.#closeBlocks(cursor.column);
    const char = cursor.peek();
    const mark = cursor.documentMark();
    if (char === END) this.#streamEnd();
    else if (cursor.column === 0 && char === '%') this.#directive();
    else if (mark) this.#documentMark(mark === '---' ? 'document-start' : 'document-end');
    else if (!this.#flowMark(char) && !this.#indicator(char) && !this.#property(char) && !this.#scalar(char))
      throw cursor.fault('a character that nothing can begin with');
  }

  /** Tabs are no white space here. */
  #skipToToken(): void {
    const cursor = this.#cursor;
    for (;;) {
      cursor.skipSpaces();
      if (cursor.peek() === '#') cursor.takeRestOfLine();
      if (cursor.takeBreak() === '') return;
      if (this.#flowLevel === 0) this.#mayKeyStart = true;
    }
  }

  #push(kind: Mark): void {
    this.#queue.push({ kind, line: this.#cursor.line });
  }

  /** A mark of one character, after which a key may start or not. */
  #mark(kind: Mark, mayKeyStart: boolean): void {
    this.#push(kind);
    this.#cursor.skip();
    this.#mayKeyStart = mayKeyStart;
  }

  #streamEnd(): void {
    this.#closeBlocks(-1);
    this.#dropKey();
    for (const key of this.#maybeKeys.splice(0)) key.settled = [];
    this.#push('stream-end');
  }

  #directive(): void {
    this.#closeBlocks(-1);
    this.#dropKey();
    this.#mayKeyStart = false;
    const { line } = this.#cursor;
    this.#queue.push({ kind: 'directive', line, directive: scanDirective(this.#cursor) });
  }

  #documentMark(kind: Mark): void {
    this.#closeBlocks(-1);
    this.#dropKey();
    this.#mark(kind, false);
    this.#cursor.skip(2);
  }

  #flowMark(char: string): boolean {
    switch (char) {
      case '[':
      case '{':
        this.#saveKey();
        this.#flowLevel += 1;
        this.#mark(char === '[' ? 'flow-sequence-start' : 'flow-mapping-start', true);
        return true;
      case ']':
      case '}':
        if (this.#flowLevel === 0) throw this.#cursor.fault(`a "${char}" that closes nothing`);
        this.#dropKey();
        this.#flowLevel -= 1;
        this.#mark(char === ']' ? 'flow-sequence-end' : 'flow-mapping-end', false);
        return true;
      case ',':
        this.#dropKey();
        this.#mark('flow-entry', true);
        return true;
      default:
        return false;
    }
  }

  /** `-`, `?` and `:`, which must be followed by a blank; not so the latter two in flow collections. */
  #indicator(char: string): boolean {
    if (char !== '-' && char !== '?' && char !== ':') return false;
    const inFlow = this.#flowLevel > 0;
    if ((char === '-' || !inFlow) && !BLANKS_OR_END.includes(this.#cursor.peek(1))) return false;
    if (char === ':') {
      this.#value();
      return true;
    }
    if (!inFlow) this.#openBlock(char === '-' ? 'block-sequence-start' : 'block-mapping-start');
    this.#dropKey();
    this.#mark(char === '-' ? 'block-entry' : 'key', char === '-' || !inFlow);
    return true;
  }

  #value(): void {
    const key = this.#maybeKeys.at(-1);
    const inFlow = this.#flowLevel > 0;
    if (key?.level === this.#flowLevel) {
      this.#maybeKeys.pop();
      const { line } = key;
      const opens = !inFlow && this.#deepen(key.column);
      key.settled = opens
        ? [
            { kind: 'block-mapping-start', line },
            { kind: 'key', line },
          ]
        : [{ kind: 'key', line }];
      this.#mark('value', false);
    } else {
      if (!inFlow) this.#openBlock('block-mapping-start');
      this.#mark('value', !inFlow);
    }
  }

  #property(char: string): boolean {
    if (char !== '*' && char !== '&' && char !== '!') return false;
    const cursor = this.#cursor;
    this.#saveKey();
    this.#mayKeyStart = false;
    const { line } = cursor;
    if (char === '!') this.#queue.push({ kind: 'tag', line, tag: scanTag(cursor) });
    else this.#queue.push({ kind: char === '*' ? 'alias' : 'anchor', line, name: scanAnchorName(cursor) });
    return true;
  }

  #scalar(char: string): boolean {
    const cursor = this.#cursor;
    const { line } = cursor;
    if ((char === '|' || char === '>') && this.#flowLevel === 0) {
      this.#dropKey();
      this.#mayKeyStart = true;
      this.#queue.push({ kind: 'scalar', line, text: scanBlockScalar(cursor, this.#indent), isPlain: false });
      return true;
    }
    const isQuoted = char === "'" || char === '"';
    if (!isQuoted && !this.#isPlainStart(char)) return false;
    this.#saveKey();
    this.#mayKeyStart = false;
    if (isQuoted) {
      this.#queue.push({ kind: 'scalar', line, text: scanQuoted(cursor), isPlain: false });
    } else {
      const { text, endsLine } = scanPlain(cursor, this.#flowLevel > 0, this.#indent + 1);
      this.#mayKeyStart = endsLine;
      this.#queue.push({ kind: 'scalar', line, text, isPlain: true });
    }
    return true;
  }

  #isPlainStart(char: string): boolean {
    if (!`${BLANKS_OR_END}-?:,[]{}#&*!|>'"%@\``.includes(char)) return true;
    if (BLANKS_OR_END.includes(this.#cursor.peek(1))) return false;
    return char === '-' || (this.#flowLevel === 0 && (char === '?' || char === ':'));
  }

  /** Remembers that a key may start here. */
  #saveKey(): void {
    if (!this.#mayKeyStart) return;
    this.#dropKey();
    const { line, index, column } = this.#cursor;
    const level = this.#flowLevel;
    const isRequired = level === 0 && this.#indent === column;
    const key: MaybeKey = { kind: 'maybe-key', level, line, index, column, isRequired, settled: undefined };
    this.#maybeKeys.push(key);
    this.#queue.push(key);
  }

  /** What may have been a key of this level is none. */
  #dropKey(): void {
    const key = this.#maybeKeys.at(-1);
    if (key?.level !== this.#flowLevel) return;
    this.#maybeKeys.pop();
    this.#settleAsNone(key);
  }

  #dropStaleKeys(): void {
    const { line, index } = this.#cursor;
    for (;;) {
      const [oldest] = this.#maybeKeys;
      if (!oldest || (oldest.line === line && index - oldest.index <= MAX_KEY_LENGTH)) return;
      this.#maybeKeys.shift();
      this.#settleAsNone(oldest);
    }
  }

  #settleAsNone(key: MaybeKey): void {
    if (key.isRequired) throw this.#cursor.fault('a key without its ":"');
    key.settled = [];
  }

  /** Ends the block collections that are indented further. Inside flow collections indentation means nothing. */
  #closeBlocks(column: number): void {
    if (this.#flowLevel > 0) return;
    while (this.#indent > column) {
      this.#indent = this.#outerIndents.pop() ?? -1;
      this.#push('block-end');
    }
  }

  /** Begins a block collection at this column, unless one is there already. */
  #openBlock(kind: 'block-sequence-start' | 'block-mapping-start'): void {
    if (!this.#mayKeyStart) throw this.#cursor.fault('an entry of a list or an object in the middle of a line');
    if (this.#deepen(this.#cursor.column)) this.#push(kind);
  }

  #deepen(column: number): boolean {
    if (this.#indent >= column) return false;
    this.#outerIndents.push(this.#indent);
    this.#indent = column;
    return true;
  }
}
