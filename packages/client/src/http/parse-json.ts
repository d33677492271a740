/** A whole string, or a token outside of strings. A string without an end is matched whole too. */
const STRING_OR_TOKEN = /"(?:[^"\\]|\\.)*(?:"|$)|-?Infinity|NaN/gs;

/**
 * Parses JSON as Python writes it. Bare NaN, Infinity and -Infinity become null, as in `JSON.stringify`, so that the
 * value is plain JSON data.
 *
 * @throws SyntaxError for text that is not JSON of this kind
 */
export function parsePythonJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (!/NaN|Infinity/.test(text)) throw error;
    return JSON.parse(text.replace(STRING_OR_TOKEN, (match) => (match.startsWith('"') ? match : 'null')));
  }
}
