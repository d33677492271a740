/**
 * Yields the joined text of all parts in chunks of at most `maxChars` characters. Short parts are joined, and long ones
 * are cut. A chunk of a long part shares the memory of the part.
 */
export function* chunkText(parts: readonly string[], maxChars: number): Generator<string> {
  let short: string[] = [];
  let length = 0;
  for (const part of parts) {
    if (length + part.length > maxChars && length > 0) {
      yield short.join('');
      short = [];
      length = 0;
    }
    if (part.length <= maxChars) {
      short.push(part);
      length += part.length;
    } else for (let at = 0; at < part.length; at += maxChars) yield part.slice(at, at + maxChars);
  }
  if (length > 0) yield short.join('');
}
