import { BLANKS_OR_END, type Cursor, END } from './cursor.ts';
import { Indents } from './indents.ts';
import { type PossibleKey, PossibleKeys } from './possible-keys.ts';
import { scanBlockScalar } from './scan-block.ts';
import { scanPlain } from './scan-plain.ts';
import { scanAnchorName, scanDirective, scanTag } from './scan-properties.ts';
import { scanQuoted } from './scan-quoted.ts';
import type { Mark, Token } from './tokens.ts';

/**
 * Splits a text into tokens by PyYAML's rules. Some are less strict than YAML's (indentation in flow collections), and
 * others are stricter (tabs; `:` and `?` in flow collections).
 */
export class Scanner {
  readonly #cursor: Cursor;
  readonly #queue: (Token | PossibleKey)[] = [];
  readonly #possibleKeys: PossibleKeys;
  readonly #indents = new Indents();
  #flowLevel = 0;
  #mayKeyStart = true;

  constructor(cursor: Cursor) {
    this.#cursor = cursor;
    this.#possibleKeys = new PossibleKeys(cursor);
  }

  /** The next token. After the last token, it is always `stream-end`. */
  peek(): Token {
    for (;;) {
      const [head] = this.#queue;
      if (head?.kind === 'possible-key' && head.decided) this.#queue.splice(0, 1, ...head.decided);
      else if (head === undefined || head.kind === 'possible-key') this.#scanNext();
      else return head;
    }
  }

  /** Removes and returns the next token. */
  take(): Token {
    const token = this.peek();
    this.#queue.shift();
    return token;
  }

  /** Adds at least one token to the queue. */
  #scanNext(): void {
    const cursor = this.#cursor;
    this.#skipToToken();
    this.#possibleKeys.dropStale();
    this.#closeBlocks(cursor.column);
    const char = cursor.peek();
    const mark = cursor.documentMark();
    if (char === END) this.#streamEnd();
    else if (cursor.column === 0 && char === '%') this.#directive();
    else if (mark) this.#documentMark(mark === '---' ? 'document-start' : 'document-end');
    else if (!this.#flowMark(char) && !this.#indicator(char) && !this.#property(char) && !this.#scalar(char))
      throw cursor.error('a character that cannot begin a token');
  }

  /** Skips spaces, comments and line breaks. Tabs are not white space here. */
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

  /** Scans a mark of one character. */
  #mark(kind: Mark, mayKeyStart: boolean): void {
    this.#push(kind);
    this.#cursor.skip();
    this.#mayKeyStart = mayKeyStart;
  }

  #streamEnd(): void {
    this.#closeBlocks(-1);
    this.#dropKey();
    this.#possibleKeys.clear();
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

  /** Scans a mark of a flow collection. Returns false if there is none. */
  #flowMark(char: string): boolean {
    switch (char) {
      case '[':
      case '{':
        this.#addKey();
        this.#flowLevel += 1;
        this.#mark(char === '[' ? 'flow-sequence-start' : 'flow-mapping-start', true);
        return true;
      case ']':
      case '}':
        if (this.#flowLevel === 0) throw this.#cursor.error(`a "${char}" without an opening bracket`);
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

  /**
   * Scans `-`, `?` or `:`. A blank must follow, except after `?` and `:` in a flow collection. Returns false if there
   * is none.
   */
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
    const inFlow = this.#flowLevel > 0;
    const key = this.#possibleKeys.take(this.#flowLevel);
    if (!key) {
      if (!inFlow) this.#openBlock('block-mapping-start');
      this.#mark('value', !inFlow);
      return;
    }
    const { line } = key;
    const keyToken: Token = { kind: 'key', line };
    const opensBlock = !inFlow && this.#indents.open(key.column);
    key.decided = opensBlock ? [{ kind: 'block-mapping-start', line }, keyToken] : [keyToken];
    this.#mark('value', false);
  }

  /** Scans an alias, an anchor or a tag. Returns false if there is none. */
  #property(char: string): boolean {
    if (char !== '*' && char !== '&' && char !== '!') return false;
    const cursor = this.#cursor;
    this.#addKey();
    this.#mayKeyStart = false;
    const { line } = cursor;
    if (char === '!') this.#queue.push({ kind: 'tag', line, tag: scanTag(cursor) });
    else this.#queue.push({ kind: char === '*' ? 'alias' : 'anchor', line, name: scanAnchorName(cursor) });
    return true;
  }

  /** Scans a scalar. Returns false if there is none. */
  #scalar(char: string): boolean {
    const cursor = this.#cursor;
    const { line } = cursor;
    if ((char === '|' || char === '>') && this.#flowLevel === 0) {
      this.#dropKey();
      this.#mayKeyStart = true;
      this.#queue.push({
        kind: 'scalar',
        line,
        text: scanBlockScalar(cursor, this.#indents.current),
        surrogates: undefined,
        isPlain: false,
      });
      return true;
    }
    const isQuoted = char === "'" || char === '"';
    if (!isQuoted && !this.#isPlainStart(char)) return false;
    this.#addKey();
    this.#mayKeyStart = false;
    if (isQuoted) {
      const scanned = scanQuoted(cursor);
      const [text, surrogates] = typeof scanned === 'string' ? [scanned, undefined] : [scanned.text, scanned];
      this.#queue.push({ kind: 'scalar', line, text, surrogates, isPlain: false });
    } else {
      const { text, endsLine } = scanPlain(cursor, this.#flowLevel > 0, this.#indents.current + 1);
      this.#mayKeyStart = endsLine;
      this.#queue.push({ kind: 'scalar', line, text, surrogates: undefined, isPlain: true });
    }
    return true;
  }

  #isPlainStart(char: string): boolean {
    if (!`${BLANKS_OR_END}-?:,[]{}#&*!|>'"%@\``.includes(char)) return true;
    if (BLANKS_OR_END.includes(this.#cursor.peek(1))) return false;
    return char === '-' || (this.#flowLevel === 0 && (char === '?' || char === ':'));
  }

  /** Adds a possible key at the cursor, if a key may start there. */
  #addKey(): void {
    if (!this.#mayKeyStart) return;
    this.#dropKey();
    const isRequired = this.#flowLevel === 0 && this.#indents.current === this.#cursor.column;
    this.#queue.push(this.#possibleKeys.add(this.#flowLevel, isRequired));
  }

  #dropKey(): void {
    this.#possibleKeys.drop(this.#flowLevel);
  }

  /** Ends the block collections that are indented further. Indentation has no meaning inside flow collections. */
  #closeBlocks(column: number): void {
    if (this.#flowLevel > 0) return;
    for (let count = this.#indents.close(column); count > 0; count -= 1) this.#push('block-end');
  }

  /** Starts a block collection at the cursor's column, unless one is open at this column. */
  #openBlock(kind: 'block-sequence-start' | 'block-mapping-start'): void {
    if (!this.#mayKeyStart) throw this.#cursor.error('an entry of a list or an object in the middle of a line');
    if (this.#indents.open(this.#cursor.column)) this.#push(kind);
  }
}
