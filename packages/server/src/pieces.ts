/**
 * The text of all parts together, in pieces of at most so many characters: small parts together, large ones cut up. A piece of a large text is not a copy of it, so that nothing is there
 * twice.
 */
export function* piecesOf(parts: readonly string[], most: number): Generator<string> {
  let small: string[] = [];
  let length = 0;
  for (const part of parts) {
    if (length + part.length > most && length > 0) {
      yield small.join('');
      small = [];
      length = 0;
    }
    if (part.length <= most) {
      small.push(part);
      length += part.length;
    } else for (let at = 0; at < part.length; at += most) yield part.slice(at, at + most);
  }
  if (length > 0) yield small.join('');
}
