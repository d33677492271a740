/** Characters from which short texts are joined, and from which a text stays as it is. */
const JOINED_CHARS = 64 * 1024;

/**
 * A long text that is put together of many. Short ones are joined, since a million strings take ten times the memory
 * of their characters; a long one is never copied.
 */
export class TextParts {
  readonly #parts: string[] = [];
  #short: string[] = [];
  #length = 0;

  add(text: string): void {
    if (text.length >= JOINED_CHARS) {
      this.#join();
      this.#parts.push(text);
      return;
    }
    this.#short.push(text);
    this.#length += text.length;
    if (this.#length >= JOINED_CHARS) this.#join();
  }

  /** Returns the texts in order, as few as possible. */
  end(): readonly string[] {
    this.#join();
    return this.#parts;
  }

  #join(): void {
    if (this.#short.length > 0) this.#parts.push(this.#short.join(''));
    this.#short = [];
    this.#length = 0;
  }
}
