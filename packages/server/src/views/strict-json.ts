import type { JsonText } from '../stores/record.ts';

const NOT_FINITE = /NaN|-?Infinity/g;

/**
 * Turns Python's JSON into JSON by RFC 8259: NaN and the infinities become null, the rest stays unchanged. A text
 * without them is searched only once.
 */
export function toStrictJson(text: JsonText): JsonText {
  if (!text.includes('NaN') && !text.includes('Infinity')) return text;
  const parts: string[] = [];
  let at = 0;
  while (at < text.length) {
    const quote = text.indexOf('"', at);
    const start = quote < 0 ? text.length : quote;
    parts.push(text.slice(at, start).replace(NOT_FINITE, 'null'));
    at = quote < 0 ? text.length : endOfString(text, quote + 1);
    parts.push(text.slice(start, at));
  }
  return parts.join('');
}

/** Returns the index after the quote that ends the string. */
function endOfString(text: string, from: number): number {
  for (let quote = text.indexOf('"', from); quote >= 0; quote = text.indexOf('"', quote + 1)) {
    let slashes = 0;
    while (text[quote - 1 - slashes] === '\\') slashes += 1;
    if (slashes % 2 === 0) return quote + 1;
  }
  return text.length;
}
