/** Text of a stored JSON value as a test would have written it in TypeScript. */
const STRING_OR_TOKEN = /"(?:[^"\\]|\\.)*"|-?Infinity|NaN/gs;

/** Begins a string that stands for NaN or an infinity, which `JSON.parse` would reject. */
const BARE = '\u0000bare ';

/**
 * Reads JSON as Python writes it, with integers of any size as `bigint` and NaN as NaN.
 *
 * @throws SyntaxError for other text
 * @throws TypeError for a value that JavaScript cannot represent: a float without a fraction, an object whose keys
 * JavaScript would sort, and Celery's marked values
 */
export function parseLossless(text: string): unknown {
  const tokens = text.replace(STRING_OR_TOKEN, (part) => (part.startsWith('"') ? part : JSON.stringify(BARE + part)));
  return JSON.parse(tokens, (_key, value: unknown, context?: { readonly source?: string }) => {
    if (typeof value === 'string' && value.startsWith(BARE)) return Number(value.slice(BARE.length));
    if (typeof value === 'number') return toNumber(value, context?.source ?? '');
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? checked(value) : value;
  });
}

function checked(value: object): object {
  if (Object.keys(value).some(isSorted)) throw new TypeError('integer-like keys');
  if ('__type__' in value && '__value__' in value) throw new TypeError('a marked datetime, Decimal, UUID or bytes');
  return value;
}

function toNumber(value: number, source: string): number | bigint {
  if (/^-?\d+$/.test(source)) return Number.isSafeInteger(value) && !Object.is(value, -0) ? value : BigInt(source);
  if (Number.isSafeInteger(value) && !Object.is(value, -0)) throw new TypeError(`${source} is a float`);
  return value;
}

function isSorted(key: string): boolean {
  return /^\d+$/.test(key) || key === '__proto__';
}
