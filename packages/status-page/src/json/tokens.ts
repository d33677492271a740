/**
 * Reads JSON text without converting it to values: numbers keep their digits, objects keep their order and repeated
 * keys. Only displayed parts are read. The text may contain Python's NaN and Infinity, as Django's answers do.
 */

export type JsonKind = 'object' | 'array' | 'string' | 'number' | 'word';

/** The position of a value in the text. */
export interface JsonSpan {
  readonly kind: JsonKind;
  readonly start: number;
  /** The index after its last character. */
  readonly end: number;
}

/** A member of an object, or an element of an array. */
export interface JsonChild extends JsonSpan {
  /** The key in its JSON form, without its quotes; undefined in an array. */
  readonly key: string | undefined;
}

export class JsonTextError extends Error {
  override readonly name = 'JsonTextError';
  readonly at: number;

  constructor(at: number) {
    super(`the text is not JSON at character ${at}`);
    this.at = at;
  }
}

const SPACE = /[ \t\n\r]*/y;
/** A number, or a constant of JSON or of Python's json module. */
const SCALAR = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null|NaN|-?Infinity/y;
/** Text in a container except brackets and strings. Strings are skipped completely, so their brackets do not count. */
const INSIDE = /[^"[\]{}]+/y;

function match(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : at;
}

/** Returns the index after a string. A regular expression would need a stack as large as the string. */
function endOfString(text: string, start: number): number {
  if (text[start] !== '"') return start;
  for (let at = text.indexOf('"', start + 1); at > 0; at = text.indexOf('"', at + 1)) {
    let first = at;
    while (text[first - 1] === '\\') first -= 1;
    if ((at - first) % 2 === 0) return at + 1;
  }
  return start;
}

export function skipSpace(text: string, at: number): number {
  return match(SPACE, text, at);
}

/** Finds the value that begins at an index. @throws JsonTextError if there is none */
export function spanAt(text: string, from: number): JsonSpan {
  const start = skipSpace(text, from);
  const first = text[start];
  if (first === '{' || first === '[')
    return { kind: first === '{' ? 'object' : 'array', start, end: endOfContainer(text, start) };
  const isString = first === '"';
  const end = isString ? endOfString(text, start) : match(SCALAR, text, start);
  if (end === start) throw new JsonTextError(start);
  if (isString) return { kind: 'string', start, end };
  return { kind: /[\d]/.test(text.slice(start, start + 2)) ? 'number' : 'word', start, end };
}

function endOfContainer(text: string, start: number): number {
  let depth = 0;
  let at = start;
  do {
    const char = text[at];
    if (char === '{' || char === '[') {
      depth += 1;
      at += 1;
    } else if (char === '}' || char === ']') {
      depth -= 1;
      at += 1;
    } else {
      const next = char === '"' ? endOfString(text, at) : match(INSIDE, text, at);
      if (next === at) throw new JsonTextError(at);
      at = next;
    }
  } while (depth > 0);
  return at;
}

/** One page of the children of a container. */
export interface JsonPage {
  readonly children: readonly JsonChild[];
  /** Index at which the next page begins; undefined on the last page. */
  readonly next: number | undefined;
}

/**
 * Reads children of an object or an array.
 *
 * @param from `next` of the previous page
 * @throws JsonTextError
 */
export function childrenOf(text: string, { kind, start, end }: JsonSpan, limit: number, from?: number): JsonPage {
  const children: JsonChild[] = [];
  let at = skipSpace(text, from ?? start + 1);
  while (at < end - 1) {
    if (children.length === limit) return { children, next: at };
    let key: string | undefined;
    if (kind === 'object') {
      const afterKey = endOfString(text, at);
      if (afterKey === at) throw new JsonTextError(at);
      key = text.slice(at + 1, afterKey - 1);
      at = skipSpace(text, afterKey);
      if (text[at] !== ':') throw new JsonTextError(at);
      at += 1;
    }
    const child = spanAt(text, at);
    children.push({ ...child, key });
    at = skipSpace(text, child.end);
    if (text[at] === ',') at = skipSpace(text, at + 1);
    else if (at !== end - 1) throw new JsonTextError(at);
  }
  return { children, next: undefined };
}

/** Finds a member of an object. For repeated keys the last one counts, as in Python and JavaScript. */
export function memberOf(text: string, object: JsonSpan, name: string): JsonSpan | undefined {
  const { children } = childrenOf(text, object, Number.POSITIVE_INFINITY);
  return children.findLast(({ key }) => key === name);
}

/** Returns the decoded text of a string, or its JSON form if JavaScript cannot decode it. */
export function stringText(text: string, { start, end }: JsonSpan): string {
  try {
    return String(JSON.parse(text.slice(start, end)));
  } catch {
    return text.slice(start + 1, end - 1);
  }
}
