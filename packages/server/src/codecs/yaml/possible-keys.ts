import type { Cursor } from './cursor.ts';
import type { Token } from './tokens.ts';

/** A key without `?` ends on its line, within this many characters. */
const MAX_KEY_CHARS = 1024;

/** A place between tokens where a key starts if a `:` follows. PyYAML calls it a possible simple key. */
export interface PossibleKey {
  readonly kind: 'possible-key';
  readonly flowLevel: number;
  readonly line: number;
  readonly index: number;
  readonly column: number;
  /** Whether only a key may start at this column. */
  readonly isRequired: boolean;
  /** The tokens to insert at this place. Undefined until it is decided whether a key starts here. */
  decided: readonly Token[] | undefined;
}

/** The undecided possible keys: at most one for each flow level, the lowest level first. */
export class PossibleKeys {
  readonly #cursor: Cursor;
  readonly #undecided: PossibleKey[] = [];

  constructor(cursor: Cursor) {
    this.#cursor = cursor;
  }

  /** Adds a possible key at the cursor. */
  add(flowLevel: number, isRequired: boolean): PossibleKey {
    const { line, index, column } = this.#cursor;
    const key: PossibleKey = { kind: 'possible-key', flowLevel, line, index, column, isRequired, decided: undefined };
    this.#undecided.push(key);
    return key;
  }

  /** Removes the possible key of a flow level. The caller decides whether it is a key. */
  take(flowLevel: number): PossibleKey | undefined {
    return this.#undecided.at(-1)?.flowLevel === flowLevel ? this.#undecided.pop() : undefined;
  }

  /** Decides that no key starts at the possible key of a flow level. @throws DecodeError if a key is required there */
  drop(flowLevel: number): void {
    const key = this.take(flowLevel);
    if (key) this.#reject(key);
  }

  /** Drops the keys that would be too long, or end on another line. @throws DecodeError if one of them is required */
  dropStale(): void {
    const { line, index } = this.#cursor;
    for (;;) {
      const [oldest] = this.#undecided;
      if (!oldest || (oldest.line === line && index - oldest.index <= MAX_KEY_CHARS)) return;
      this.#undecided.shift();
      this.#reject(oldest);
    }
  }

  /** Drops all keys at the end of the text, required or not. */
  clear(): void {
    for (const key of this.#undecided.splice(0)) key.decided = [];
  }

  #reject(key: PossibleKey): void {
    if (key.isRequired) throw this.#cursor.error('a key without its ":"');
    key.decided = [];
  }
}
